/** One message as a row of the timeline. */

import { botAvatar, personAvatar, tintOf } from "./avatar.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { inlineKeyboard } from "./keyboards.js";
import { mediaOf } from "./media.js";
import { isMine, isService, previewOf, senderName } from "./messages.js";
import { richText } from "./richtext.js";
import { clockText } from "./times.js";
import { words } from "./words.js";

const ONLY_EMOJI =
  /^(?:\p{Extended_Pictographic}(?:\u200d\p{Extended_Pictographic}|\ufe0f|\p{Emoji_Modifier})*){1,3}$/u;

/**
 * Builds the row of `message`.
 *
 * `view` says how the chat looks at it: {as, group, find(id), onCommand, onPress(button), onActions, onReply, onQuote}.
 */
export function messageRow(message, view) {
  if (isService(message))
    return h("div", { class: "row service", data: { id: message.id } }, h("span", {}, message.service));
  const mine = isMine(message, view.as);
  const row = h(
    "article",
    { class: `row ${mine ? "mine" : "theirs"}`, data: { id: message.id } },
    !mine &&
      view.group &&
      h(
        "span",
        { class: "row-face" },
        message.from?.bot ? botAvatar() : personAvatar({ id: message.from?.id ?? 0, name: senderName(message) }),
      ),
    h(
      "div",
      { class: "stack" },
      bubble(message, view, mine),
      message.inline_keyboard?.length ? inlineKeyboard(message.inline_keyboard, view.onPress(message)) : null,
    ),
    rowTools(message, view),
  );
  return row;
}

function bubble(message, view, mine) {
  const media = mediaOf(message);
  const text = message.text ?? "";
  const big = !media && ONLY_EMOJI.test(text);
  const classes = ["bubble", message.photo && "with-photo", message.sticker && "bare", big && "bare"]
    .filter(Boolean)
    .join(" ");
  return h(
    "div",
    { class: classes },
    !mine && view.group && sender(message),
    message.forwarded_from && h("div", { class: "forwarded" }, words.message.forwarded(message.forwarded_from)),
    message.via && h("div", { class: "forwarded" }, words.message.via(message.via)),
    message.reply_to ? quote(message.reply_to, view) : null,
    media,
    h(
      "div",
      { class: ["text", big && "big", !text && "none"].filter(Boolean).join(" ") },
      richText(text, message.entities, view),
      meta(message),
    ),
  );
}

function sender(message) {
  const tint = message.from?.bot ? "bot-name" : `ink-${tintOf(message.from?.id ?? 0)}`;
  return h(
    "div",
    { class: `sender ${tint}` },
    h("span", { class: "sender-name" }, senderName(message)),
    message.from?.bot && h("span", { class: "bot-badge" }, words.botBadge),
  );
}

function quote(id, view) {
  const original = view.find(id);
  const name = original ? senderName(original) : "";
  const text = original ? previewOf(original) : words.message.gone;
  return h(
    "button",
    { type: "button", class: "quote", onclick: () => view.onQuote(id) },
    name && h("strong", {}, name),
    h("span", {}, text),
  );
}

function meta(message) {
  return h(
    "span",
    { class: "meta" },
    message.silent && h("span", { class: "quiet", title: words.message.quiet }, icon("quiet")),
    message.edited && h("span", { class: "edited" }, words.message.edited),
    h("time", { datetime: new Date(message.date * 1000).toISOString() }, clockText(message.date)),
  );
}

function rowTools(message, view) {
  return h(
    "div",
    { class: "row-tools" },
    h(
      "button",
      {
        type: "button",
        class: "tool",
        aria: { label: words.message.reply },
        title: words.message.reply,
        onclick: () => view.onReply(message),
      },
      icon("reply"),
    ),
    h(
      "button",
      {
        type: "button",
        class: "tool",
        aria: { label: words.message.actions },
        title: words.message.actions,
        onclick: () => view.onActions(message),
      },
      icon("more"),
    ),
  );
}

/** A message on its way out: `state` is "sending" or "failed"; a failed one can be sent again or dropped. */
export function pendingRow(pending, { onRetry, onDrop }) {
  const failed = pending.state === "failed";
  const label = pending.text || `[${words.message[pending.kind] ?? words.message.document}]`;
  return h(
    "article",
    { class: `row mine pending last${failed ? " failed" : ""}` },
    h(
      "div",
      { class: "stack" },
      h(
        "div",
        { class: "bubble" },
        h(
          "div",
          { class: "text" },
          label,
          h("span", { class: "meta" }, failed ? words.message.notSent : [icon("pending"), words.message.sending]),
        ),
      ),
      failed &&
        h(
          "div",
          { class: "failed-tools" },
          h("button", { type: "button", class: "text-button", onclick: onRetry }, words.message.retry),
          h("button", { type: "button", class: "text-button", onclick: onDrop }, words.message.discard),
        ),
    ),
  );
}
