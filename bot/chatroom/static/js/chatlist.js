/** The list of one person's chats. */

import { botAvatar, groupAvatar } from "./avatar.js";
import { arrange, h } from "./dom.js";
import { icon } from "./icons.js";
import { isMine, previewOf, senderName } from "./messages.js";
import { listTime } from "./times.js";
import { words } from "./words.js";

export class ChatList {
  /** `onOpen(id)` and `onBeside(id)` hear what was chosen. */
  constructor({ onOpen, onBeside }) {
    Object.assign(this, { onOpen, onBeside });
    this.rows = new Map();
    this.element = h("ul", { class: "chats", aria: { label: words.list.chats } });
    this.empty = h("div", { class: "empty" }, h("strong", {}, words.noChats.title), h("p", {}, words.noChats.text));
  }

  /** Shows `chats`, newest first; rows keep their elements, so focus is not lost when something moves up. */
  show(chats, { as, bot, open }) {
    const ordered = [...chats].sort(
      (a, b) => rank(b) - rank(a) || (b.last?.id ?? 0) - (a.last?.id ?? 0) || b.id - a.id,
    );
    for (const id of this.rows.keys()) if (!chats.some((chat) => chat.id === id)) this.rows.delete(id);
    const rows = ordered.map((chat) => this.row(chat, { as, bot, open }));
    arrange(this.element, rows.length ? rows : [this.empty]);
  }

  row(chat, seen) {
    const row = this.rows.get(chat.id) ?? h("li", { class: "chat" });
    this.rows.set(chat.id, row);
    const look = JSON.stringify([
      chat.title,
      chat.last,
      chat.unread,
      chat.blocked,
      seen.as,
      seen.bot.name,
      listTime(chat.last?.date ?? 0),
    ]);
    if (row.look !== look) this.fill(row, chat, seen);
    row.look = look;
    row.classList.toggle("open", chat.id === seen.open);
    row.firstChild.setAttribute("aria-current", String(chat.id === seen.open));
    return row;
  }

  fill(row, chat, { as, bot }) {
    const focused = row.contains(document.activeElement);
    const name = chat.type === "private" ? bot.name : chat.title;
    row.replaceChildren(
      h(
        "button",
        { type: "button", class: "chat-open", data: { chat: chat.id }, onclick: () => this.onOpen(chat.id) },
        chat.type === "private" ? botAvatar() : groupAvatar(chat),
        h(
          "span",
          { class: "chat-lines" },
          h(
            "span",
            { class: "chat-first" },
            h(
              "span",
              { class: "chat-name" },
              h("span", { class: "clip" }, name),
              chat.type === "private" && h("span", { class: "bot-badge" }, words.botBadge),
            ),
            chat.last && h("time", { class: "chat-time" }, listTime(chat.last.date)),
          ),
          h(
            "span",
            { class: "chat-second" },
            h("span", { class: "chat-last clip" }, lastLine(chat, as)),
            this.badge(chat),
          ),
        ),
      ),
      h(
        "button",
        {
          type: "button",
          class: "icon-button chat-beside",
          aria: { label: `${words.list.openBeside}：${name}` },
          title: words.list.openBeside,
          onclick: () => this.onBeside(chat.id),
        },
        icon("beside"),
      ),
    );
    if (focused) row.firstChild.focus({ preventScroll: true });
  }

  badge({ unread }) {
    return (
      unread > 0 &&
      h("span", { class: "count", aria: { label: words.list.unread(unread) } }, unread > 99 ? "99+" : String(unread))
    );
  }
}

/** By the time of the last message; the assistant somebody has never written to comes first, to be found. */
const rank = (chat) => chat.last?.date ?? (chat.type === "private" ? Infinity : 0);

function lastLine(chat, as) {
  if (chat.blocked) return words.list.blocked;
  const { last } = chat;
  const line = last || chat.type !== "private" ? previewOf(last) : words.list.notStarted;
  if (!last || last.service || chat.type === "private") return line;
  return `${isMine(last, as) ? words.list.you : senderName(last)}：${line}`;
}
