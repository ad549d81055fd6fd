// Comforts only: every page works without this file.
"use strict";

document.documentElement.classList.add("scripted");

for (const select of document.querySelectorAll("[data-submit]")) {
  select.addEventListener("change", () => select.form.submit());
}

// Pointing at a fact lights its words, and the other way round.
function light(numbers, on) {
  for (const number of numbers) {
    for (const mark of document.querySelectorAll("mark[data-facts]")) {
      if (mark.dataset.facts.split(" ").includes(number)) mark.classList.toggle("lit", on);
    }
    const fact = document.getElementById("fact-" + number);
    if (fact) fact.classList.toggle("lit", on);
  }
}
for (const element of document.querySelectorAll("[data-fact], mark[data-facts]")) {
  const numbers = (element.dataset.fact || element.dataset.facts).split(" ");
  element.addEventListener("mouseenter", () => light(numbers, true));
  element.addEventListener("mouseleave", () => light(numbers, false));
}
for (const mark of document.querySelectorAll("mark[data-facts]")) {
  mark.addEventListener("click", () => {
    location.hash = "fact-" + mark.dataset.facts.split(" ")[0];
  });
}

// Names of the vocabulary and titles while typing: the combobox pattern of WAI-ARIA.
for (const input of document.querySelectorAll("[data-suggest]")) suggest(input);

function suggest(input) {
  const list = document.createElement("ul");
  list.className = "suggestions";
  list.id = input.id + "-suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Suggestions");
  list.hidden = true;
  input.after(list);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", list.id);
  let chosen = -1;
  let waiting = 0;
  let asked = "";

  function close() {
    list.hidden = true;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }
  function choose(index) {
    const items = [...list.children];
    chosen = (index + items.length) % items.length;
    items.forEach((item, i) => item.setAttribute("aria-selected", String(i === chosen)));
    input.setAttribute("aria-activedescendant", items[chosen].id);
    items[chosen].scrollIntoView({ block: "nearest" });
  }
  function add(text, detail, go) {
    const item = document.createElement("li");
    item.id = list.id + "-" + list.children.length;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.textContent = text;
    if (detail) {
      const small = document.createElement("small");
      small.textContent = detail;
      item.append(small);
    }
    item.addEventListener("mousedown", (event) => {
      event.preventDefault();
      go();
    });
    item.go = go;
    list.append(item);
  }
  async function update() {
    const typed = input.value.trim();
    asked = typed;
    if (typed.length < 2) return close();
    const answer = await fetch(input.dataset.suggest + "?q=" + encodeURIComponent(typed));
    if (!answer.ok || asked !== typed) return undefined;
    const found = await answer.json();
    list.replaceChildren();
    for (const concept of found.concepts) {
      const detail = concept.name === concept.label ? "" : concept.label;
      add(concept.name, detail, () => {
        input.value = concept.name;
        input.form.submit();
      });
    }
    const base = input.dataset.suggest.replace(/\/suggest\.json$/, "");
    for (const study of found.studies) {
      const path = study.id.split("/").map(encodeURIComponent).join("/");
      add(study.title, "Study", () => location.assign(base + "/study/" + path));
    }
    list.hidden = !list.children.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    chosen = -1;
    return undefined;
  }
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(update, 120);
  });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown") choose(chosen + 1);
    else if (event.key === "ArrowUp") choose(chosen < 0 ? list.children.length - 1 : chosen - 1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && chosen >= 0) list.children[chosen].go();
    else return;
    event.preventDefault();
  });
}
