/** Round pictures made of initials: the same person has the same colour everywhere. */

import { h } from "./dom.js";
import { icon } from "./icons.js";

const TINTS = 8;
const HAN = /^\p{Script=Han}+$/u;

/** The colour number of a person or chat id. */
export const tintOf = (id) => (Math.abs(id) * 5) % TINTS;

/** Two characters of a short Chinese name (the given name), else the first character that is worth showing. */
export function initials(name) {
  const letters = Array.from(name.trim());
  if (HAN.test(name.trim())) return letters.length <= 4 ? letters.slice(-2).join("") : letters.slice(0, 2).join("");
  return (name.match(/\p{Script=Han}/u) ?? name.match(/[\p{L}\p{N}]/u) ?? [letters[0] ?? "?"])[0].toUpperCase();
}

export function personAvatar({ id, name }) {
  return h("span", { class: `avatar tint-${tintOf(id)}`, aria: { hidden: "true" } }, initials(name));
}

export function botAvatar() {
  return h("span", { class: "avatar avatar-bot", aria: { hidden: "true" } }, icon("house"));
}

export function groupAvatar({ id, title }) {
  const start = title.trim().slice(0, 2);
  return h(
    "span",
    { class: `avatar avatar-group tint-${tintOf(id)}`, aria: { hidden: "true" } },
    HAN.test(start) ? start : initials(title),
  );
}
