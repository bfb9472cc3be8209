/* A page with nothing to show but why. */

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".message") ?? document.createElement("section");
  root.className = "message";
  const title = document.createElement("h1");
  const words = document.createElement("p");
  words.setAttribute("role", "alert");
  const home = document.createElement("a");
  title.textContent = data.title;
  words.textContent = data.words;
  home.textContent = "Back to the library";
  home.href = location.pathname;
  root.replaceChildren(title, words, home);
  parentElement.append(root);
}
