/** Inline keyboards (under a bubble) and reply keyboards (above the input). */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { words } from "./words.js";

/**
 * The buttons under a message. `press(button)` is awaited; until it ends the button shows that it is being done, and
 * pressing it again does nothing.
 */
export function inlineKeyboard(rows, press) {
  const block = h("div", { class: "inline-keys" });
  for (const row of rows)
    block.append(
      h(
        "div",
        { class: "inline-row" },
        row.map((button) => inlineButton(button, press)),
      ),
    );
  return block;
}

function inlineButton(button, press) {
  const element = h(
    "button",
    { type: "button", class: "inline-key" },
    h("span", { class: "key-text" }, button.text),
    button.url && icon("link"),
  );
  element.addEventListener("click", async () => {
    if (element.getAttribute("aria-busy") === "true") return;
    element.setAttribute("aria-busy", "true");
    try {
      await press(button);
    } finally {
      element.removeAttribute("aria-busy");
    }
  });
  return element;
}

/**
 * The keyboard that a chat shows a person: what the newest message that says anything about it left behind.
 *
 * A selective one counts only for the person it answers or names. Returns {keyboard, placeholder, once} or null, and
 * `force` (the message to answer) when a reply is asked for.
 */
export function replyState(messages, me) {
  for (let index = messages.length - 1; index >= 0; index -= 1) {
    const message = messages[index];
    const markup = message.reply_keyboard;
    if (!markup || !meantFor(message, markup, messages, me)) continue;
    if (markup.remove || markup.remove_keyboard) return null;
    if (markup.force_reply) return forced(message, markup, messages.slice(index + 1), me);
    return {
      from: message.id,
      keyboard: markup.keyboard,
      placeholder: markup.input_field_placeholder ?? "",
      once: Boolean(markup.one_time_keyboard),
    };
  }
  return null;
}

function forced(message, markup, later, me) {
  if (later.some((next) => next.from && next.from.id === me.id)) return null;
  return { from: message.id, keyboard: null, placeholder: markup.input_field_placeholder ?? "", force: message };
}

function meantFor(message, markup, messages, me) {
  if (!markup.selective) return true;
  const asked = messages.find(({ id }) => id === message.reply_to);
  if (asked?.from?.id === me.id) return true;
  const named = (message.entities ?? []).some(({ type, user }) => type === "text_mention" && user?.id === me.id);
  return named || Boolean(me.username && (message.text ?? "").includes(`@${me.username}`));
}

/** The panel of a reply keyboard: two columns at least, every button a full finger high. */
export function replyPanel(keyboard, press) {
  const rows = keyboard.map((row) =>
    h(
      "div",
      { class: "reply-row" },
      row.map((button) => replyButton(button, press)),
    ),
  );
  return h("div", { class: "reply-keys", role: "group", aria: { label: words.compose.keys } }, rows);
}

function replyButton(button, press) {
  const spec = typeof button === "string" ? { text: button } : button;
  return h("button", { type: "button", class: "reply-key", onclick: () => press(spec) }, spec.text);
}
