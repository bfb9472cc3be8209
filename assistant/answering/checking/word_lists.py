"""The words of English that the checks know; a new unit or pair of opposites is one more row."""

from __future__ import annotations

from typing import Final


def listed(words: str) -> tuple[str, ...]:
    """The words of a list written as a line."""
    return tuple(words.split())


SMALL: Final = listed(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen"
)
TENS: Final = listed("twenty thirty forty fifty sixty seventy eighty ninety")
ORDINALS: Final = listed(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth"
    " fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
MANY: Final = frozenset(listed("dozens hundreds thousands millions billions"))

_UNITS: Final = """
second: seconds sec secs
minute: minute minutes min mins
hour: hour hours hr hrs
day: day days
week: week weeks
fortnight: fortnight fortnights
month: month months
year: year years
decade: decade decades
century: century centuries
millimetre: mm millimetre millimetres millimeter millimeters
centimetre: cm centimetre centimetres centimeter centimeters
metre: metre metres meter meters
kilometre: km kms kilometre kilometres kilometer kilometers
inch: inch inches
foot: foot feet ft
yard: yard yards
mile: mile miles
gram: gram grams
kilogram: kg kgs kilogram kilograms kilos
tonne: tonne tonnes ton tons
ounce: ounce ounces
pound: pound pounds lb lbs £
hectare: hectare hectares ha
acre: acre acres
litre: litre litres liter liters
gallon: gallon gallons
percent: percent %
degree: degree degrees °
watt: watt watts
volt: volt volts
kilowatt: kilowatt kilowatts kw
megawatt: megawatt megawatts mw
gigawatt: gigawatt gigawatts gw
decibel: decibel decibels db
hertz: hertz hz
knot: knot knots
dollar: dollar dollars $
euro: euro euros €
cent: cent cents
penny: penny pennies pence
shilling: shilling shillings
yen: yen ¥
yuan: yuan renminbi
rouble: rouble roubles ruble rubles
rupee: rupee rupees ₹
franc: franc francs
mark: mark marks
crown: crown crowns krona kronor krone kroner
peso: peso pesos
lira: lira liras
"""
UNITS: Final = {
    name: unit
    for unit, names in (line.split(":") for line in _UNITS.strip().splitlines())
    for name in listed(names)
}
"""What each name or sign of a unit stands for."""

GENERAL: Final = frozenset(
    listed(
        "people persons individuals men women items things pieces places times others cases"
        " occasions sites copies members participants ones different separate various new more"
    )
)
"""What may be counted in other words than the article's."""

_OPPOSITES: Final = listed(
    "increase/decrease increased/decreased rise/fall rises/falls rose/fell more/fewer more/less"
    " higher/lower highest/lowest largest/smallest bigger/smaller biggest/smallest longest/shortest"
    " longer/shorter oldest/youngest oldest/newest most/least open/closed opened/closed"
    " always/never all/none everyone/nobody everybody/nobody north/south east/west"
    " northern/southern eastern/western left/right upstream/downstream above/below inside/outside"
    " won/lost win/lose gain/lose gained/lost accept/reject accepted/rejected approved/rejected"
    " allowed/banned support/oppose supports/opposes supported/opposed agree/refuse agreed/refused"
    " agrees/refuses succeeded/failed safe/unsafe likely/unlikely possible/impossible"
    " legal/illegal guilty/innocent strengthen/weaken stronger/weaker cheaper/dearer faster/slower"
    " earlier/later first/last male/female men/women public/private maximum/minimum buy/sell"
    " bought/sold include/exclude includes/excludes confirmed/denied able/unable warmer/colder"
    " hot/cold wet/dry rich/poor with/without early/late"
)
OPPOSITES: Final = tuple(
    (one, other) for pair in _OPPOSITES for one, other in (pair.split("/"), pair.split("/")[::-1])
)

PEOPLES: Final = {
    "british": listed("britain uk"),
    "english": listed("england"),
    "french": listed("france"),
    "dutch": listed("netherlands"),
    "danish": listed("denmark"),
    "greek": listed("greece"),
    "swiss": listed("switzerland"),
    "welsh": listed("wales"),
    "irish": listed("ireland"),
    "american": listed("america us usa states"),
    "us": listed("america american states usa"),
    "uk": listed("britain british kingdom"),
}
"""Peoples whose name is not that of their land with another ending."""
ENDINGS: Final = frozenset(
    frozenset(pair.split("/"))
    for pair in listed(
        "/ern /ian /ians /ese /ish /i /is /istan /stan /an /ans a/ese a/i a/is a/ian a/ians a/ish"
        " e/ian e/ians e/an e/ans y/ian y/ians y/i y/is y/ en/ish and/ish ain/anish ey/ish il/ilian"
    )
)
"""How "China" and "Chinese", "Sweden" and "Swedish", "Italy" and "Italian" differ."""
