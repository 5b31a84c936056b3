/**
 * One person's place: their list of chats and the chat that is open.
 *
 * The page has one desk, and at desk width a second one beside it, each with its own person and its own live stream.
 * Whether list and chat stand side by side or one over the other is for the style sheet to say.
 */

import { api } from "./api.js";
import { personAvatar } from "./avatar.js";
import { ChatList } from "./chatlist.js";
import { h } from "./dom.js";
import { chooseGroup, newGroup } from "./groups.js";
import { icon } from "./icons.js";
import { listen } from "./live.js";
import { isMine } from "./messages.js";
import { Pane } from "./pane.js";
import { addPerson, choosePerson, personLines } from "./people.js";
import { complain } from "./sheets.js";
import { words } from "./words.js";

const OFFLINE_AFTER_MS = 1500;
const READ_AFTER_MS = 150;
const UNKNOWN_BOT = { name: words.bot, username: null, description: "" };

export class Desk {
  /** `onMove(desk, {deeper})` hears every change of person or chat; `onBeside(desk, chatId)` and `onClose` are for the page. */
  constructor(room, { spare = false, onMove, onBeside, onClose }) {
    Object.assign(this, { room, spare, onMove, onBeside, onClose });
    this.as = null;
    this.bot = UNKNOWN_BOT;
    this.chats = new Map();
    this.drafts = new Map();
    this.pane = null;
    this.list = new ChatList({ onOpen: (id) => this.open(id), onBeside: (id) => onBeside(this, id) });
    this.build();
    this.refresh = () => this.showList();
    room.listeners.add(this.refresh);
  }

  build() {
    this.who = h("button", {
      type: "button",
      class: "who",
      onclick: () => choosePerson(this.room, this.as, (id) => this.become(id)),
    });
    const tools = h(
      "div",
      { class: "list-tools" },
      this.spare
        ? this.closeButton()
        : h(
            "button",
            {
              type: "button",
              class: "icon-button beside-button",
              aria: { label: words.list.beside },
              title: words.list.beside,
              onclick: () => this.onBeside(this, null),
            },
            icon("beside"),
          ),
      h(
        "button",
        {
          type: "button",
          class: "icon-button",
          aria: { label: words.list.newGroup },
          title: words.list.newGroup,
          onclick: () => newGroup(this),
        },
        icon("plus"),
      ),
    );
    this.listSide = h(
      "nav",
      { class: "list-side", aria: { label: words.list.chats } },
      h("header", { class: "list-head" }, this.who, tools),
      this.room.clock.line(),
      h("p", { class: "offline", role: "status" }, words.offline),
      h("div", { class: "list-scroll" }, this.list.element),
    );
    this.paneSide = h("div", { class: "pane-side" });
    this.element = h(
      "section",
      { class: this.spare ? "desk spare" : "desk" },
      h("div", { class: "desk-inner" }, this.listSide, this.paneSide),
    );
    this.showPane(null);
  }

  /** The cross that closes the second desk. */
  closeButton() {
    return h(
      "button",
      {
        type: "button",
        class: "icon-button",
        aria: { label: words.list.closeBeside },
        title: words.list.closeBeside,
        onclick: () => this.onClose(this),
      },
      icon("close"),
    );
  }

  get me() {
    return this.room.person(this.as) ?? { id: this.as, name: "", note: "" };
  }

  get openId() {
    return this.pane?.chat.id ?? null;
  }

  // Person

  /** Speaks as somebody else from now on. A group both are in stays open; the private chat becomes their own. */
  async become(id, { open = this.openId } = {}) {
    const own = open !== null && open > 0;
    this.as = id;
    this.drafts.clear();
    this.showPane(null);
    this.stream?.close();
    this.stream = null;
    await this.loadBot();
    await this.loadChats();
    if (this.as !== id) return;
    this.stream = listen(id, {
      onEvent: (kind, data) => this.hear(kind, data),
      onState: (state) => this.connection(state),
    });
    if (own) await this.openPrivate();
    else if (this.chats.has(open)) await this.open(open);
    else this.onMove(this, { deeper: false });
  }

  async loadBot() {
    try {
      const { name, username, description } = await api.bot(this.as, this.as);
      this.bot = { name: name || words.bot, username, description };
    } catch {
      this.bot = UNKNOWN_BOT;
    }
  }

  // Chats

  /** Reads the list again and brings everything that shows it into line. */
  async loadChats({ follow = true } = {}) {
    const as = this.as;
    try {
      const chats = await api.chats(as);
      if (as !== this.as) return;
      this.chats = new Map(chats.map((chat) => [chat.id, chat]));
      if (!this.chats.has(as))
        this.chats.set(as, {
          id: as,
          type: "private",
          title: this.me.name,
          members: [as],
          bot: true,
          blocked: false,
          last: null,
          unread: 0,
        });
      if (follow) this.followPane();
    } catch (error) {
      complain(error);
    }
    this.showList();
  }

  followPane() {
    const chat = this.chats.get(this.openId);
    if (chat) {
      if (chat.unread) this.markRead(chat);
      this.pane.update(chat);
    } else if (this.pane) this.back();
  }

  showList() {
    if (this.as === null) return;
    const { me } = this;
    this.who.replaceChildren(personAvatar(me), personLines(me), icon("down"));
    this.who.setAttribute("aria-label", words.list.switchPerson(me.name));
    this.list.show([...this.chats.values()], { as: this.as, bot: this.bot, open: this.openId });
    document.dispatchEvent(new CustomEvent("unread"));
  }

  get unread() {
    return [...this.chats.values()].reduce((sum, chat) => sum + (chat.unread ?? 0), 0);
  }

  /** Opens a chat of this person. `start` is a payload that waits for “开始”. */
  async open(id, { start = null } = {}) {
    const chat = this.chats.get(id);
    if (!chat) return;
    if (this.openId === id) {
      this.element.dataset.open = "pane";
      if (start !== null) this.pane.offerStart(start);
      return;
    }
    this.markRead(chat);
    this.showPane(new Pane(this, chat, { start }));
    this.showList();
    this.onMove(this, { deeper: true });
    await this.fillPane(this.pane);
  }

  async fillPane(pane) {
    try {
      await pane.refresh();
      if (pane === this.pane) pane.composer.focus();
    } catch (error) {
      complain(error);
    }
  }

  showPane(pane) {
    this.pane?.destroy();
    this.pane = pane;
    this.element.dataset.open = pane ? "pane" : "list";
    this.paneSide.replaceChildren(
      pane
        ? pane.element
        : h("div", { class: "empty no-chat" }, h("strong", {}, words.noChat.title), h("p", {}, words.noChat.text)),
    );
  }

  back() {
    this.showPane(null);
    this.showList();
    this.onMove(this, { deeper: false });
  }

  /** The private chat with the bot, made first where the room has none yet. */
  async openPrivate(options) {
    try {
      if (!this.chats.has(this.as)) await api.makeChat({ type: "private", title: this.me.name, members: [this.as] });
      if (!this.chats.has(this.as)) await this.loadChats();
      await this.open(this.as, options);
    } catch (error) {
      complain(error);
    }
  }

  /** Goes where a t.me link to the bot leads. */
  followBot({ kind, payload }) {
    if (kind === "startgroup") chooseGroup(this, (chat) => this.startInGroup(chat, payload));
    else this.openPrivate(kind === "start" ? { start: payload } : {});
  }

  async startInGroup(chat, payload) {
    try {
      if (!chat.bot) await api.changeMembers(chat.id, { bot: true, as: this.as });
      await this.loadChats();
      await this.open(chat.id);
      this.pane.say({ text: `/start@${this.bot.username}${payload ? ` ${payload}` : ""}` });
    } catch (error) {
      complain(error);
    }
  }

  // Live

  hear(kind, data) {
    if (kind === "clock") return this.room.clock.set(data);
    if (kind === "toast") return undefined; // whoever pressed the button has it as the answer of the press
    if (kind === "chat") return this.chatChanged(data);
    const chat = this.chats.get(data.chat);
    if (!chat) return this.soon();
    if (kind === "message") this.arrived(chat, data);
    if (kind === "edit" && chat.last?.id === data.id) chat.last = data;
    if (kind === "delete" && chat.last?.id === data.id) this.soon();
    if (data.chat === this.openId) this.pane.hear(kind, data);
    if (kind !== "typing") this.showList();
    return undefined;
  }

  arrived(chat, message) {
    if (chat.last && message.id <= chat.last.id) return;
    chat.last = message;
    if (chat.id === this.openId) this.markRead(chat);
    else if (!isMine(message, this.as)) chat.unread += 1;
  }

  /** What stands in the open chat has been seen; that the room could not be told is no news to anybody. */
  markRead(chat) {
    chat.unread = 0;
    clearTimeout(this.readTimer);
    this.readTimer = setTimeout(() => api.markRead(chat.id, this.as).catch(() => {}), READ_AFTER_MS);
  }

  /** A group that became a supergroup goes on under another id. */
  async chatChanged(chat) {
    if (chat.migrated_to === null || chat.id !== this.openId) return this.soon();
    await this.loadChats({ follow: false });
    return this.open(chat.migrated_to);
  }

  soon() {
    clearTimeout(this.soonTimer);
    this.soonTimer = setTimeout(() => this.loadChats(), 60);
  }

  /** A short break is nobody's business; a longer one is said. Whatever was missed is read again. */
  connection(state) {
    clearTimeout(this.offlineTimer);
    if (state === "offline") {
      this.wasOffline = true;
      this.offlineTimer = setTimeout(() => this.element.classList.add("is-offline"), OFFLINE_AFTER_MS);
      return;
    }
    this.element.classList.remove("is-offline");
    if (this.wasOffline) this.catchUp();
    this.wasOffline = false;
  }

  async catchUp() {
    await this.loadChats();
    if (this.pane) await this.pane.refresh().catch(complain);
  }

  close() {
    this.stream?.close();
    this.showPane(null);
    this.room.listeners.delete(this.refresh);
    this.element.remove();
  }
}

/** The page of a room nobody is in yet. */
export function emptyRoom(room, onPerson) {
  return h(
    "div",
    { class: "empty" },
    h("strong", {}, words.nobody.title),
    h("p", {}, words.nobody.text),
    h("button", { type: "button", class: "main-button", onclick: () => addPerson(room, onPerson) }, words.people.add),
  );
}
