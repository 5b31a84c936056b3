/** One open chat, as one person sees it: header, messages, and whatever stands at its foot. */

import { api, multipart } from "./api.js";
import { botAvatar, groupAvatar } from "./avatar.js";
import { Composer } from "./composer.js";
import { h } from "./dom.js";
import { hearDrops, hearLinks, hearMenus } from "./gestures.js";
import { chatInfo } from "./groups.js";
import { newestPage, pageBefore } from "./history.js";
import { icon } from "./icons.js";
import { replyState } from "./keyboards.js";
import { botLink, safeUrl } from "./links.js";
import { isMine, previewOf } from "./messages.js";
import { actionSheet, alertBox, complain, toast } from "./sheets.js";
import { Timeline } from "./timeline.js";
import { words } from "./words.js";

const TYPING_MS = 5000;

export class Pane {
  /** `desk` is whose eyes these are; `start` is the payload of a link that led here, or null. */
  constructor(desk, chat, { start = null } = {}) {
    this.desk = desk;
    this.chat = chat;
    this.start = start;
    this.complete = false;
    this.queue = Promise.resolve();
    this.timeline = new Timeline(this.view(), { onMore: (oldest) => this.loadBefore(oldest) });
    this.composer = new Composer({
      send: (what) => this.say(what),
      change: (message, text) => this.change(message, text),
      commands: () => this.commands(),
      inline: {
        ask: (query) => api.inline({ as: this.desk.as, chat: this.chat.id, query }),
        choose: (query, result) => this.chooseInline(query, result),
        open: (url) => this.follow(url),
      },
      group: this.group,
      username: desk.bot.username,
    });
    this.composer.text = desk.drafts.get(chat.id) ?? "";
    this.foot = h("div", { class: "pane-foot" });
    this.header = h("header", { class: "pane-head" });
    this.pin = h("div", { class: "pin", hidden: true });
    this.element = h(
      "section",
      { class: "pane", aria: { label: this.title } },
      this.header,
      this.pin,
      h("p", { class: "offline" }, words.offline),
      this.timeline.element,
      this.foot,
    );
    hearMenus(this.timeline.list, { find: this.timeline.view.find, onMenu: (message) => this.actions(message) });
    hearLinks(this.timeline.list, desk);
    hearDrops(this.element, (file) => this.foot.dataset.kind === "composer" && this.composer.offerAny(file));
    this.showHeader();
  }

  get group() {
    return this.chat.type !== "private";
  }

  get title() {
    return this.group ? this.chat.title : this.desk.bot.name;
  }

  destroy() {
    this.desk.drafts.set(this.chat.id, this.composer.text);
    clearTimeout(this.typingTimer);
    this.timeline.destroy();
  }

  // Reading

  /** Reads the newest messages again; also how a broken connection catches up. What comes in meanwhile is kept. */
  async refresh() {
    const heard = (this.heardMeanwhile = []);
    const { messages, complete } = await newestPage(this.chat.id);
    this.timeline.replace(messages);
    for (const [kind, data] of heard) this.applyChange(kind, data);
    if (this.heardMeanwhile === heard) this.heardMeanwhile = null;
    this.complete = complete || (this.complete && this.timeline.messages.size > messages.length);
    this.loaded = true;
    this.showFoot();
  }

  async loadBefore(oldest) {
    if (this.complete) return;
    try {
      const { messages, complete } = await pageBefore(this.chat.id, oldest);
      this.complete = complete;
      this.timeline.put(messages);
    } catch (error) {
      complain(error);
    }
  }

  /** What the live stream says about this chat. */
  hear(kind, data) {
    if (kind === "message" && isMine(data, this.desk.as)) this.timeline.arrived(data);
    this.applyChange(kind, data);
    this.heardMeanwhile?.push([kind, data]);
    if (kind === "typing") this.showTyping();
    if (kind === "message") this.stopTyping();
    if (kind !== "typing" && this.loaded) this.showFoot();
  }

  applyChange(kind, data) {
    if (kind === "message" || kind === "edit") this.timeline.put([data]);
    if (kind === "delete") this.timeline.remove(data.id ?? data.message_id);
  }

  /** The chat itself changed: its name, who is in it, whether the bot is blocked. */
  update(chat) {
    this.chat = chat;
    this.showHeader();
    if (this.loaded) this.showFoot();
  }

  // Saying

  /** Sends one thing after the other, so that what is typed first arrives first. */
  say(what) {
    const one = { ...what, state: "sending" };
    this.timeline.await(one);
    this.deliver(one);
  }

  deliver(one) {
    one.state = "sending";
    this.timeline.show();
    this.queue = this.queue
      .then(() => this.post(one))
      .then(
        (message) => this.sent(one, message),
        (error) => this.unsent(one, error),
      );
  }

  post({ text, kind, file, place, sticker, contact, replyTo }) {
    const fields = { as: this.desk.as, chat: this.chat.id, text, reply_to: replyTo };
    return api.say(file ? multipart(fields, kind, file) : { ...fields, ...place, sticker, contact });
  }

  async change(message, text) {
    try {
      this.timeline.put([await api.edit({ as: this.desk.as, chat: this.chat.id, message: message.id, text })]);
    } catch (error) {
      complain(error);
    }
  }

  sent(one, message) {
    this.timeline.pending = this.timeline.pending.filter((other) => other !== one);
    if (message?.id) this.timeline.put([message]);
    else this.timeline.show();
    this.showFoot();
  }

  unsent(one, error) {
    one.state = "failed";
    this.timeline.show();
    complain(error);
  }

  // Buttons, links, commands

  async press(message, button) {
    if (button.copy) return this.copy(button.copy);
    if (button.url) return this.follow(button.url);
    if (button.data === undefined || button.data === null) return toast(words.message.noButton);
    try {
      const answer = await api.tap({ as: this.desk.as, chat: this.chat.id, message: message.id, data: button.data });
      this.answered(answer ?? {});
    } catch (error) {
      complain(error);
    }
    return undefined;
  }

  answered({ toast: text, alert, url, answered = true }) {
    if (!answered) toast(words.noAnswer);
    else if (text && alert) alertBox(text);
    else if (text) toast(text);
    if (url) this.follow(url);
  }

  follow(address) {
    const link = botLink(address, this.desk.bot.username);
    const href = safeUrl(address);
    if (link) this.desk.followBot(link);
    else if (href) window.open(href, "_blank", "noopener");
  }

  /** Says what was chosen from the bot's inline results; it appears like anything else that is said. */
  async chooseInline(query, result) {
    try {
      await api.choose({ as: this.desk.as, chat: this.chat.id, query_id: query, result_id: result });
    } catch (error) {
      complain(error);
    }
  }

  async commands() {
    try {
      return (await api.bot(this.desk.as, this.chat.id)).commands ?? [];
    } catch (error) {
      complain(error);
      return [];
    }
  }

  // What a row may ask for

  view() {
    return {
      as: this.desk.as,
      group: this.group,
      welcome: this.welcome(),
      onCommand: (command) => this.say({ text: command }),
      onPress: (message) => (button) => this.press(message, button),
      onReply: (message) => this.reply(message),
      onActions: (message) => this.actions(message),
      onRetry: (one) => this.deliver(one),
    };
  }

  /** What stands in a chat nobody has written in yet. */
  welcome() {
    const { bot } = this.desk;
    if (this.group)
      return h(
        "div",
        { class: "welcome" },
        groupAvatar(this.chat),
        h("strong", {}, this.title),
        h("p", {}, words.noMessages.group),
      );
    return h(
      "div",
      { class: "welcome" },
      botAvatar(),
      h("strong", {}, bot.name),
      bot.description && h("p", {}, bot.description),
      h("p", { class: "faint" }, words.noMessages.private),
    );
  }

  reply(message) {
    this.composer.setReply(message);
    this.composer.input.focus({ preventScroll: true });
  }

  actions(message) {
    const list = [{ icon: "reply", label: words.message.reply, act: () => this.reply(message) }];
    if (message.text && isMine(message, this.desk.as))
      list.push({ icon: "edit", label: words.message.edit, act: () => this.composer.setEdit(message) });
    if (message.text) list.push({ icon: "copy", label: words.message.copy, act: () => this.copy(message.text) });
    actionSheet(words.message.actions, list);
  }

  async copy(text) {
    await navigator.clipboard?.writeText(text);
    toast(words.message.copied);
  }

  // Header and foot

  showHeader() {
    const { chat, desk } = this;
    this.subtitle = h("span", { class: "pane-subtitle" }, this.restingSubtitle());
    this.header.replaceChildren(
      h(
        "button",
        { type: "button", class: "icon-button back", aria: { label: words.pane.back }, onclick: () => desk.back() },
        icon("back"),
      ),
      h(
        "button",
        { type: "button", class: "pane-title", onclick: () => chatInfo(desk, this.chat) },
        this.group ? groupAvatar(chat) : botAvatar(),
        h(
          "span",
          { class: "pane-names" },
          h(
            "span",
            { class: "pane-name" },
            h("span", { class: "clip" }, this.title),
            !this.group && h("span", { class: "bot-badge" }, words.botBadge),
          ),
          this.subtitle,
        ),
      ),
      h(
        "button",
        {
          type: "button",
          class: "icon-button",
          aria: { label: words.pane.menu },
          title: words.pane.menu,
          onclick: () => chatInfo(desk, this.chat),
        },
        icon("more"),
      ),
      ...(desk.spare ? [desk.closeButton()] : []),
    );
    this.element?.setAttribute("aria-label", this.title);
  }

  restingSubtitle() {
    if (!this.group) return words.pane.bot;
    const n = this.chat.members.length;
    return this.chat.bot ? words.group.withBotCount(n) : words.group.memberCount(n);
  }

  showTyping() {
    this.subtitle.textContent = words.pane.typing;
    this.subtitle.classList.add("typing");
    clearTimeout(this.typingTimer);
    this.typingTimer = setTimeout(() => this.stopTyping(), TYPING_MS);
  }

  stopTyping() {
    this.subtitle.textContent = this.restingSubtitle();
    this.subtitle.classList.remove("typing");
  }

  /** The newest pinned message, one line under the header; a press leads to it. */
  showPin() {
    const id = this.chat.pinned?.at(-1);
    const message = this.timeline.messages.get(id);
    this.pin.hidden = !message;
    if (!message) return;
    const go = () => this.timeline.jump(id);
    this.pin.replaceChildren(
      h(
        "button",
        { type: "button", class: "pin-line", onclick: go },
        h("strong", {}, words.pane.pinned),
        h("span", { class: "clip" }, previewOf(message)),
      ),
    );
  }

  /** Input, “开始” or “解除屏蔽”, whichever this chat needs now. */
  showFoot() {
    this.showPin();
    const wanted = this.footKind();
    if (wanted === "composer") this.composer.setKeys(replyState(this.timeline.sorted(), this.desk.me));
    if (this.foot.dataset.kind === wanted) return;
    this.foot.dataset.kind = wanted;
    if (wanted === "blocked") this.foot.replaceChildren(this.blockedBar());
    else if (wanted === "start") this.foot.replaceChildren(this.startBar());
    else this.foot.replaceChildren(this.composer.element);
    if (wanted === "composer") this.composer.typed();
  }

  footKind() {
    if (this.group) return "composer";
    if (this.chat.blocked) return "blocked";
    const said =
      this.chat.started ||
      this.timeline.pending.length > 0 ||
      this.timeline.sorted().some((message) => isMine(message, this.desk.as));
    return this.start !== null || !said ? "start" : "composer";
  }

  startBar() {
    const press = () => {
      const text = this.start ? `/start ${this.start}` : "/start";
      this.start = null;
      this.say({ text });
      this.showFoot();
      this.composer.focus();
    };
    return h(
      "div",
      { class: "foot-bar" },
      h("button", { type: "button", class: "main-button start-button", onclick: press }, words.pane.start),
    );
  }

  blockedBar() {
    const unblock = async () => {
      try {
        await api.block(this.chat.id, false);
        await this.desk.loadChats();
      } catch (error) {
        complain(error);
      }
    };
    return h(
      "div",
      { class: "foot-bar" },
      h("p", {}, words.bots.blocked),
      h("button", { type: "button", class: "main-button", onclick: unblock }, words.bots.unblock),
    );
  }

  /** A link with a payload led to this chat again. */
  offerStart(payload) {
    this.start = payload;
    if (this.loaded) this.showFoot();
  }
}
