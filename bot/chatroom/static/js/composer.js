/** The input at the foot of a chat: text, reply, attachments, the bot's menu and its quick buttons. */

import { commandMenu, matching } from "./commands.js";
import { attachMenu, confirmFile } from "./attach.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { InlineAsking } from "./inline.js";
import { replyPanel } from "./keyboards.js";
import { previewOf, senderName } from "./messages.js";
import { toast } from "./sheets.js";
import { words } from "./words.js";

const DESK = "(min-width: 900px)";

export class Composer {
  /**
   * `send({text, kind, file, place, sticker, contact, replyTo})` is called for everything that is said and
   * `change(message, text)` for what is corrected. `commands()` gives the bot's commands for this chat, `inline` what
   * it offers for “@bot …”; `group` and `username` decide how a command from the menu is written.
   */
  constructor({ send, change, commands, inline, group, username }) {
    Object.assign(this, { send, change, commands, group, username });
    this.asking = new InlineAsking(username, inline, {
      show: (list) => this.showPopup(list),
      hide: () => this.closeMenu(),
      done: () => {
        this.text = "";
      },
    });
    this.replyTo = null;
    this.editing = null;
    this.keys = null;
    this.folded = false;
    this.build();
  }

  build() {
    this.input = h("textarea", {
      rows: "1",
      maxlength: "20000",
      placeholder: words.compose.placeholder,
      aria: { label: words.compose.input },
    });
    this.menuButton = h(
      "button",
      {
        type: "button",
        class: "icon-button menu-button",
        aria: { label: words.compose.commands, expanded: "false" },
        onclick: () => this.toggleMenu(),
      },
      h("span", { class: "slash", aria: { hidden: "true" } }, "/"),
    );
    this.keysButton = h(
      "button",
      { type: "button", class: "icon-button keys-button", hidden: true, onclick: () => this.fold(!this.folded) },
      icon("keys"),
    );
    this.attachButton = h(
      "button",
      {
        type: "button",
        class: "icon-button",
        aria: { label: words.compose.attach },
        title: words.compose.attach,
        onclick: () => this.attach(),
      },
      icon("attach"),
    );
    this.sendButton = h(
      "button",
      {
        type: "submit",
        class: "icon-button send-button",
        aria: { label: words.compose.send },
        title: words.compose.send,
        disabled: true,
      },
      icon("send"),
    );
    this.replyBar = h("div", { class: "reply-bar", hidden: true });
    this.popup = h("div", { class: "command-popup", hidden: true });
    this.panel = h("div", { class: "keys-panel", hidden: true });
    const line = h(
      "form",
      { class: "compose-line", onsubmit: (event) => this.submit(event) },
      this.menuButton,
      h("div", { class: "input-box" }, this.input, this.keysButton),
      this.attachButton,
      this.sendButton,
    );
    this.element = h("footer", { class: "composer" }, this.popup, this.replyBar, line, this.panel);
    this.input.addEventListener("input", () => this.typed());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("paste", (event) => this.pasted(event));
  }

  get text() {
    return this.input.value;
  }

  set text(value) {
    this.input.value = value;
    this.typed();
  }

  focus() {
    if (matchMedia(DESK).matches) this.input.focus({ preventScroll: true });
  }

  typed() {
    this.sendButton.disabled = this.text.trim() === "";
    this.input.style.height = "auto";
    this.input.style.height = `${this.input.scrollHeight}px`;
    this.suggest();
  }

  key(event) {
    if (event.key === "Escape") this.closeMenu();
    if (event.key !== "Enter" || event.isComposing || event.shiftKey || !matchMedia(DESK).matches) return;
    event.preventDefault();
    this.submit(event);
  }

  submit(event) {
    event.preventDefault();
    const text = this.text.trim();
    if (text === "") return;
    this.text = "";
    if (this.editing) this.corrected(text);
    else this.say({ text });
  }

  corrected(text) {
    const message = this.editing;
    this.setEdit(null);
    this.change(message, text);
  }

  /** Says something from here: the reply that was begun goes with it. */
  say(what) {
    const replyTo = this.replyTo?.id;
    this.setReply(null);
    this.closeMenu();
    this.send({ ...what, replyTo });
  }

  // Reply and correction

  setReply(message) {
    if (message && this.editing) this.setEdit(null);
    this.replyTo = message;
    if (!message) this.hideBar();
    else
      this.showBar("reply", words.compose.replyTo(senderName(message)), message, words.compose.dropReply, () =>
        this.setReply(null),
      );
  }

  /** Takes an own message back into the input; null gives the correction up. */
  setEdit(message) {
    this.editing = message;
    this.replyTo = null;
    this.text = message?.text ?? "";
    if (!message) return this.hideBar();
    this.showBar("edit", words.compose.editing, message, words.compose.dropEdit, () => this.setEdit(null));
    return this.input.focus({ preventScroll: true });
  }

  hideBar() {
    this.replyBar.hidden = true;
  }

  showBar(sign, title, message, dropLabel, drop) {
    this.replyBar.hidden = false;
    this.replyBar.replaceChildren(
      icon(sign),
      h("div", { class: "reply-text" }, h("strong", {}, title), h("span", {}, previewOf(message))),
      h("button", { type: "button", class: "icon-button", aria: { label: dropLabel }, onclick: drop }, icon("close")),
    );
  }

  // The bot's menu

  async toggleMenu() {
    if (!this.popup.hidden) return this.closeMenu();
    const commands = await this.commands();
    if (commands.length === 0) return toast(words.compose.noCommands);
    return this.openMenu(commands);
  }

  openMenu(commands) {
    this.showPopup(commandMenu(commands, (command) => this.command(command)));
  }

  showPopup(list) {
    this.popup.replaceChildren(list);
    this.popup.hidden = false;
    this.menuButton.setAttribute("aria-expanded", "true");
  }

  closeMenu() {
    this.popup.hidden = true;
    this.menuButton.setAttribute("aria-expanded", "false");
  }

  command(command) {
    if (this.text.startsWith("/")) this.text = "";
    this.say({ text: `/${command}${this.group && this.username ? `@${this.username}` : ""}` });
  }

  async suggest() {
    const typed = this.text;
    if (!this.editing && this.asking.typed(typed)) return undefined;
    if (!/^\/\w*$/.test(typed)) return this.closeMenu();
    const fitting = matching(await this.commands(), typed.slice(1));
    if (typed !== this.text) return undefined;
    return fitting.length ? this.openMenu(fitting) : this.closeMenu();
  }

  // Quick buttons

  /** Shows what `replyState` found: a panel of buttons, a request to reply, or nothing. */
  setKeys(state) {
    if (state?.from === this.keys?.from && Boolean(state) === Boolean(this.keys)) return;
    this.keys = state;
    this.input.placeholder = state?.placeholder || words.compose.placeholder;
    const keyboard = state?.keyboard;
    this.keysButton.hidden = !keyboard;
    if (keyboard) this.panel.replaceChildren(replyPanel(keyboard, (button) => this.keyPressed(button)));
    this.fold(!keyboard);
    if (state?.force) {
      this.setReply(state.force);
      this.focus();
    }
  }

  fold(folded) {
    this.folded = folded;
    this.panel.hidden = folded;
    this.keysButton.setAttribute("aria-label", folded ? words.compose.showKeys : words.compose.hideKeys);
    this.keysButton.setAttribute("aria-expanded", String(!folded));
    this.keysButton.replaceChildren(icon(folded ? "keys" : "down"));
  }

  keyPressed(button) {
    if (this.keys?.once) this.fold(true);
    if (button.request_contact) return attachMenu.contact((contact) => this.say({ kind: "contact", contact }));
    if (button.request_location) return attachMenu.place((place) => this.say({ kind: "location", place }));
    return this.say({ text: button.text });
  }

  // Attachments

  attach() {
    attachMenu.open({
      file: (kind, file) => this.offer(kind, file),
      place: (place) => this.say({ kind: "location", place }),
      sticker: (sticker) => this.say({ kind: "sticker", sticker }),
    });
  }

  /** Asks for a caption, then sends the file. */
  offer(kind, file) {
    confirmFile(kind, file, (caption) => this.say({ kind, file, text: caption }));
  }

  pasted(event) {
    const file = event.clipboardData?.files?.[0];
    if (!file) return;
    event.preventDefault();
    this.offerAny(file);
  }

  /** A pasted or dropped file: pictures go as photos, anything else as a document. */
  offerAny(file) {
    this.offer(file.type.startsWith("image/") ? "photo" : "document", file);
  }
}
