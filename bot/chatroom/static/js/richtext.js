/**
 * Formatted text, built from Telegram's entities.
 *
 * The server also sends HTML, but this page never parses it: text and entity positions are enough, and positions are
 * UTF-16 units, which is what JavaScript strings count.
 */

import { h } from "./dom.js";
import { safeUrl } from "./links.js";
import { words } from "./words.js";

const TAGS = {
  bold: "strong",
  italic: "em",
  underline: "u",
  strikethrough: "s",
  code: "code",
  pre: "pre",
  blockquote: "blockquote",
  expandable_blockquote: "blockquote",
};

/** A fragment with the text of a message, as its entities say. `onCommand("/start")` hears a tapped command. */
export function richText(text, entities, { onCommand } = {}) {
  const sorted = [...(entities ?? [])]
    .filter(({ offset, length }) => length > 0 && offset >= 0 && offset < text.length)
    .sort((a, b) => a.offset - b.offset || b.length - a.length);
  const fragment = document.createDocumentFragment();
  fragment.append(...nodes(text, sorted, 0, text.length, onCommand));
  return fragment;
}

function nodes(text, entities, start, end, onCommand) {
  const made = [];
  let here = start;
  let index = 0;
  while (index < entities.length) {
    const entity = entities[index];
    const from = Math.max(entity.offset, here);
    const to = Math.min(entity.offset + entity.length, end);
    let next = index + 1;
    while (next < entities.length && entities[next].offset < to) next += 1;
    if (from < to) {
      const within = entities.slice(index + 1, next);
      made.push(
        text.slice(here, from),
        wrapped(entity, text.slice(from, to), onCommand, () => nodes(text, within, from, to, onCommand)),
      );
      here = to;
    }
    index = next;
  }
  made.push(text.slice(here, end));
  return made;
}

/** One entity as an element; `inner` makes what stands inside it. */
function wrapped(entity, piece, onCommand, inner) {
  switch (entity.type) {
    case "code":
    case "pre":
      return h(TAGS[entity.type], {}, piece);
    case "spoiler":
      return spoiler(inner());
    case "text_link":
      return link(entity.url, inner()) ?? h("span", {}, inner());
    case "url":
      return link(piece, [piece]) ?? h("span", {}, piece);
    case "email":
      return link(`mailto:${piece}`, [piece]) ?? h("span", {}, piece);
    case "phone_number":
      return link(`tel:${piece.replace(/[^\d+]/g, "")}`, [piece]) ?? h("span", {}, piece);
    case "bot_command":
      return command(piece, onCommand);
    case "mention":
    case "text_mention":
    case "hashtag":
      return h("span", { class: "mention" }, piece);
    default:
      return h(TAGS[entity.type] ?? "span", {}, inner());
  }
}

function link(address, children) {
  const href = safeUrl(address);
  return href && h("a", { href, target: "_blank", rel: "noopener noreferrer" }, children);
}

function command(piece, onCommand) {
  if (!onCommand) return h("span", { class: "mention" }, piece);
  return h("button", { type: "button", class: "command-link", onclick: () => onCommand(piece) }, piece);
}

function spoiler(children) {
  const cover = h(
    "span",
    { class: "spoiler", role: "button", tabindex: "0", title: words.message.showSpoiler },
    children,
  );
  const show = () => cover.classList.add("shown");
  cover.addEventListener("click", show);
  cover.addEventListener("keydown", ({ key }) => key === "Enter" && show());
  return cover;
}
