/** Who is speaking: choosing a person, adding one. */

import { api } from "./api.js";
import { personAvatar } from "./avatar.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { complain, field, sheet, toast } from "./sheets.js";
import { words } from "./words.js";

/** The sheet with everybody; `choose(id)` hears who it is now. */
export async function choosePerson(room, current, choose) {
  await room.loadPeople().catch(complain);
  sheet(words.people.title, (body, close) => {
    const pick = (id) => {
      close();
      choose(id);
    };
    const rows = room.people.map((person) =>
      h("li", {}, personButton(person, { current: person.id === current, onclick: () => pick(person.id) })),
    );
    const add = () => {
      close();
      addPerson(room, choose);
    };
    body.append(
      h("ul", { class: "people" }, rows),
      h("button", { type: "button", class: "soft-button add-person", onclick: add }, icon("plus"), words.people.add),
    );
  });
}

function personButton(person, { current, onclick }) {
  return h(
    "button",
    { type: "button", class: "person", data: { person: person.id }, aria: { current: String(current) }, onclick },
    personAvatar(person),
    personLines(person),
    current && h("span", { class: "person-now" }, icon("check"), words.people.current),
  );
}

/** Name over note, both cut at the edge. */
export function personLines(person) {
  return h(
    "span",
    { class: "person-lines" },
    h("span", { class: "person-name clip" }, person.name),
    person.note && h("span", { class: "person-note clip" }, person.note),
  );
}

/** The form for a new person; `choose(id)` makes them the one who speaks. */
export function addPerson(room, choose) {
  sheet(words.people.add, (body, close) => {
    const name = field(words.people.name, { required: true, maxlength: "64", placeholder: words.people.nameExample });
    const note = field(words.people.note, { maxlength: "64", placeholder: words.people.noteExample });
    const username = field(words.people.username, {
      maxlength: "32",
      pattern: "[A-Za-z][A-Za-z0-9_]{3,31}",
      title: words.people.usernameExample,
      placeholder: words.people.usernameExample,
    });
    const save = async (event) => {
      event.preventDefault();
      const person = {
        name: name.input.value.trim(),
        note: note.input.value.trim() || undefined,
        username: username.input.value.trim() || undefined,
      };
      try {
        const made = await api.addPerson(person);
        await room.loadPeople();
        close();
        toast(words.people.added(person.name));
        choose(made.id);
      } catch (error) {
        complain(error);
      }
    };
    body.append(
      h(
        "form",
        { class: "form", onsubmit: save },
        name.element,
        note.element,
        username.element,
        h("button", { type: "submit", class: "main-button" }, words.people.save),
      ),
    );
  });
}

/** A list of people to tick; returns the element and a way to read the ticked ids. */
export function peopleChecks(people, { ticked = [] } = {}) {
  const boxes = people.map((person) => {
    const box = h("input", { type: "checkbox", value: person.id, checked: ticked.includes(person.id) });
    return {
      box,
      row: h("li", {}, h("label", { class: "person check" }, box, personAvatar(person), personLines(person))),
    };
  });
  return {
    element: h(
      "ul",
      { class: "people" },
      boxes.map(({ row }) => row),
    ),
    ids: () => boxes.filter(({ box }) => box.checked).map(({ box }) => Number(box.value)),
  };
}
