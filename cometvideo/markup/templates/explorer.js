// Search among the facts of this page, and open the one that the address names.
"use strict";
const facts = [...document.querySelectorAll(".fact")];
const groups = [...document.querySelectorAll(".group")];
const search = document.getElementById("search");
const hits = document.getElementById("hits");

function find() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  let count = 0;
  for (const fact of facts) {
    fact.hidden = !words.every((word) => fact.dataset.text.includes(word));
    count += fact.hidden ? 0 : 1;
  }
  for (const group of groups) group.hidden = !group.querySelector(".fact:not([hidden])");
  hits.textContent = words.length ? `${count} of ${facts.length}` : "";
}

function open() {
  const fact = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!fact || !fact.classList.contains("fact")) return;
  if (fact.hidden) { search.value = ""; find(); }
  fact.open = true;
  fact.scrollIntoView({ behavior: "instant" });
}

search.addEventListener("input", find);
search.addEventListener("search", find);
addEventListener("hashchange", open);
addEventListener("keydown", (event) => {
  if (event.key === "/" && document.activeElement !== search) { event.preventDefault(); search.focus(); }
});
find();
open();
