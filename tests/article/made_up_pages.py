"""Pages of many kinds, written for these tests: a line that begins with "~ " is the site's own."""

from __future__ import annotations

PAGES: dict[str, str] = {
    "local news": """\
The town council voted on Tuesday to rebuild the footbridge over the mill stream.
~ Sign up for our free daily newsletter and get the top stories delivered to your inbox.
~ Enter your email address.
~ By signing up, you agree to our Terms of Use and Privacy Policy.
The old bridge was closed in March after a storm washed away two of its piers.
Engineers told the council that the work would take eight months and cost £1.4m.
~ Advertisement
Residents have had to walk an extra mile to reach the station, the council heard.
A petition signed by 2,300 people asked for a temporary crossing.
The mayor said money for it would be found before winter.
~ Read more: Five walks along the mill stream
~ Share this article on Facebook
~ © 2024 All rights reserved.
""",
    "recipe": """\
# Oat and raisin biscuits
These biscuits keep for a week in a tin, and the dough freezes well.
Heat the oven to 180C and line two trays with baking paper.
Beat 120 g of butter with the sugar until pale, then add one egg.
Stir in the oats, the flour and a pinch of salt.
You can use chopped dates instead of raisins if you like.
Roll the dough into balls and press them flat with a fork.
Bake for twelve minutes, then share the warm ones and save the rest for later.
~ Subscribe to our newsletter for a new recipe every week.
~ Follow us on Instagram and Pinterest.
~ This post contains affiliate links and we may earn a small commission.
""",
    "cookies that are eaten": """\
The history of cookies begins with test cakes, baked to check the heat of an oven.
Dutch settlers brought the word koekje to America in the seventeenth century.
Bakers use cookies as a base for cheesecake because they stay crisp.
We use cookies made with brown butter for this cake, as they crumble evenly.
Accept no substitute for real vanilla, which improves the experience of every bite.
You can manage the sweetness by choosing dark chocolate.
Share the cookies with friends while they are still warm.
~ We use cookies to improve your experience on our website.
~ Accept all cookies
""",
    "privacy law": """\
The regulator fined the company 20 million euros for breaking its own privacy policy.
It found that the app stored cookies before users had agreed to anything.
The privacy notice ran to 40 pages and was updated eleven times in a year, the ruling said.
“We use cookies to improve your experience and we value your privacy,” the company had told users.
Lawyers for the company argued that consent had been given by clicking a button.
The court will hear an appeal in the spring, and other firms are watching.
Under the law, a person can opt out of personalised advertising at any time.
“You can withdraw your consent whenever you like,” the regulator said.
~ This site uses cookies.
~ Manage preferences
""",
    "newsletter business": """\
She launched a newsletter in 2019, read by 40,000 people within a year.
Readers subscribe to newsletters because they trust one voice, the study found.
Some 60 per cent of those asked had signed up for at least three newsletters.
The publisher said its morning newsletter had more readers than its printed paper.
Most unsubscribe within a month if nothing useful arrives in their inbox.
An editor who moved from a newspaper said the inbox was the last quiet place online.
Newsletters may contain advertising, and many now do, the report says.
Writers keep nine tenths of what subscribers pay.
~ Sign up for our newsletter to get stories like this straight to your inbox.
""",
    "sport": """\
Two late goals gave the visitors a 3-2 win on a wet night at the old ground.
The captain was sent off in the first half for a second yellow card.
“You can’t give the ball away like that and expect to win,” the coach said.
~ Story continues below
The home side had led twice, through a header and a penalty.
Their next match is on Saturday, when they will be without four players.
Fans can follow the match on the radio.
~ Related articles
~ - How the league was won in 1974
~ - Ten great comebacks
""",
    "science": """\
Astronomers have measured the distance to the cluster with a new method.
The team used 14 years of observations of pulsing stars.
Related studies had put the figure a tenth lower, but with wider errors.
More data will be needed before the age of the cluster can be settled.
The results were published on Monday, and the code is free for anyone to use.
Readers may recall that a similar claim in 2006 was withdrawn.
~ Have you got a tip for us?
~ Email us at the address below.
~ Subscribe today for as little as £1 a week.
~ Already a subscriber? Log in.
""",
    "service page of a town": """\
# Collection of garden waste
You can put leaves, grass and small branches in your brown bin.
We collect garden waste every second Wednesday from March to November.
Sign up for the service before 1 March and pay £45 a year.
You must not put soil, stones or food in the brown bin.
If we miss your bin, contact us within two working days and we will come back.
For more information about bulky waste, visit the recycling centre at Mill Lane.
Put your bin out before 7 a.m. on the day of collection.
~ Privacy notice
~ Cookie settings
""",
    "obituary": """\
The founder of the village library, who has died aged 91, lent books to four generations.
She wrote a column for the parish newsletter for thirty years.
Her own privacy mattered to her, and she never gave an interview.
She started in 1951 with two shelves in the back of the post office.
Children remember that she read to them every Saturday morning.
She is survived by two sons and a granddaughter.
~ Share on Facebook
~ Leave a comment
""",
    "how-to in the second person": """\
# How to set up a mailing list
Choose a service that lets you export your subscribers.
Create an account and confirm your email address.
Click on Settings and write a short welcome message.
Add a sign-up form to the front page of your site.
Write a privacy policy that says what you store and why.
Send your first newsletter to yourself before you send it to anyone else.
Put an unsubscribe link at the bottom of every message.
Read more widely than your readers do, and keep your letters short.
Check how many people open your letters, but do not let the figure rule you.
""",
    "interview": """\
Q: You left the orchestra after twenty years, so what did you miss most?
A: You miss the sound around you, because you cannot get that at home.
Q: Do you follow what your old colleagues do?
A: We talk, and we share recordings, and they tell me when I am wrong.
Q: Would you sign up for another tour if they asked you?
A: You never know, but I like my own bed.
Q: What would you tell a young player?
A: Listen to your body, and read more than music.
~ Listen to our podcast wherever you get your podcasts.
""",
    "magazine essay on one line": """\
The lighthouse keeper counts the ships each evening, as his father did.
There were forty a day when the canal was new, and there are six now.
~ Get the best of our essays delivered to your inbox every week, free.
~ You can unsubscribe at any time.
~ For more information, see our Privacy Policy.
He does not mind the quiet, he says, and he has learned the names of the birds.
The light was made automatic in 1987, but the company kept him on to paint the tower.
When he stops, nobody will take his place.
""",
}
