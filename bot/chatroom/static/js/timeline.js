/**
 * The column of messages: order, day lines, grouping, and where the reader stands in it.
 *
 * Whoever is at the bottom stays there as messages come; whoever reads further up is left alone and sees a count on the
 * round button instead.
 */

import { messageRow, pendingRow } from "./bubble.js";
import { arrange, h } from "./dom.js";
import { icon } from "./icons.js";
import { byId, isMine, isService } from "./messages.js";
import { dayKey, dayText } from "./times.js";
import { words } from "./words.js";

const WINDOW = 80;
const NEAR = 60;
const GROUP_SECONDS = 300;
const FLASH_MS = 1400;

export class Timeline {
  /** `view` is handed on to each row; `onMore()` is asked for older messages when the top comes near. */
  constructor(view, { onMore }) {
    this.view = { ...view, find: (id) => this.messages.get(id), onQuote: (id) => this.jump(id) };
    this.onMore = onMore;
    this.messages = new Map();
    this.pending = [];
    this.rows = new Map();
    this.days = new Map();
    this.limit = WINDOW;
    this.fresh = 0;
    this.stuck = true;
    this.lastTop = 0;
    this.list = h("div", { class: "messages", role: "log", aria: { label: words.pane.history } });
    this.scroller = h("div", { class: "scroller", tabindex: "-1" }, this.list);
    this.badge = h("span", { class: "count", hidden: true });
    this.toBottom = h(
      "button",
      {
        type: "button",
        class: "to-bottom",
        hidden: true,
        aria: { label: words.pane.toBottom },
        onclick: () => this.bottom(true),
      },
      icon("down"),
      this.badge,
    );
    this.element = h("div", { class: "timeline" }, this.scroller, this.toBottom);
    this.scroller.addEventListener("scroll", () => this.scrolled(), { passive: true });
    this.watcher = new ResizeObserver(() => this.stuck && this.bottom());
    this.watcher.observe(this.scroller);
    this.watcher.observe(this.list);
  }

  destroy() {
    this.watcher.disconnect();
  }

  /** All messages known so far, oldest first. */
  sorted() {
    return [...this.messages.values()].sort(byId);
  }

  /** Puts messages in (new ones, changed ones, older ones) and shows the result. Says whether anything was new. */
  put(messages) {
    const newest = Math.max(0, ...this.messages.keys());
    const known = this.messages.size > 0;
    for (const message of messages) {
      const before = this.messages.get(message.id);
      if (before && JSON.stringify(before) === JSON.stringify(message)) continue;
      this.messages.set(message.id, message);
      this.rows.delete(message.id);
      if (known && !before && message.id > newest && !isMine(message, this.view.as)) this.fresh += 1;
    }
    this.show();
  }

  /**
   * Takes the whole truth from the oldest in `messages` on: what is missing there was deleted. When there is a gap
   * between what was known and what is new, the old part is dropped; it comes again when somebody scrolls up.
   */
  replace(messages) {
    const oldest = messages[0]?.id ?? 0;
    const gap = oldest > Math.max(0, ...this.messages.keys());
    const there = new Set(messages.map(({ id }) => id));
    for (const id of [...this.messages.keys()]) if (!there.has(id) && (gap || id >= oldest)) this.forget(id);
    this.put(messages);
  }

  remove(id) {
    this.forget(id);
    this.show();
  }

  forget(id) {
    this.messages.delete(id);
    this.rows.delete(id);
  }

  /** Brings the page into line with what is known. */
  show() {
    const place = this.stuck ? null : this.place();
    const all = this.sorted();
    const shown = all.slice(-this.limit);
    const bare = all.length + this.pending.length === 0;
    arrange(
      this.list,
      bare ? [this.view.welcome] : [...this.daysOf(shown), ...this.pending.map((one) => this.pendingElement(one))],
    );
    this.list.classList.toggle("bare", bare);
    if (this.stuck) this.bottom();
    else this.comeBack(place);
    this.count();
  }

  /** One section a day, so that its line can stay in sight while the day is read. */
  daysOf(messages) {
    const days = new Map();
    for (const message of messages) {
      const key = dayKey(message.date);
      days.set(key, [...(days.get(key) ?? []), message]);
    }
    return [...days].map(([key, ofDay]) => this.daySection(key, ofDay));
  }

  daySection(key, messages) {
    if (!this.days.has(key))
      this.days.set(key, h("section", { class: "day-part" }, h("div", { class: "day" }, h("span", {}))));
    const section = this.days.get(key);
    const line = section.firstChild;
    line.firstChild.textContent = dayText(messages[0].date);
    arrange(section, [
      line,
      ...messages.map((message, index) => this.placed(message, messages[index - 1], messages[index + 1])),
    ]);
    return section;
  }

  /** The row of a message, told whether it begins or ends a run of the same person's. */
  placed(message, before, after) {
    const row = this.row(message);
    row.classList.toggle("first", !together(before, message));
    row.classList.toggle("last", !together(message, after));
    return row;
  }

  row(message) {
    if (!this.rows.has(message.id)) this.rows.set(message.id, messageRow(message, this.view));
    return this.rows.get(message.id);
  }

  pendingElement(one) {
    if (one.shownAs !== one.state) {
      one.element = pendingRow(one, { onRetry: () => this.view.onRetry(one), onDrop: () => this.drop(one) });
      one.shownAs = one.state;
    }
    return one.element;
  }

  /** Shows a message that is on its way; `state` changes go through `show()`. */
  await(one) {
    this.pending.push(one);
    this.stuck = true;
    this.show();
  }

  /** The stream brought a message before its own answer came: it need not be shown twice. */
  arrived(message) {
    const index = this.pending.findIndex(
      ({ state, text }) => state === "sending" && (text ?? "") === (message.text ?? ""),
    );
    if (index >= 0) this.pending.splice(index, 1);
  }

  drop(one) {
    this.pending = this.pending.filter((other) => other !== one);
    this.show();
  }

  /** Which message the reader is looking at, and where it stands on the screen. */
  place() {
    const edge = this.scroller.getBoundingClientRect().top;
    const row = [...this.list.querySelectorAll("[data-id]")].find((one) => one.getBoundingClientRect().bottom > edge);
    return row && { id: Number(row.dataset.id), top: row.getBoundingClientRect().top };
  }

  comeBack(place) {
    const row = place && this.rows.get(place.id);
    if (row?.isConnected) this.scroller.scrollTop += row.getBoundingClientRect().top - place.top;
  }

  bottom(smooth = false) {
    this.stuck = true;
    this.scroller.scrollTo({ top: this.scroller.scrollHeight, behavior: smooth && !calm() ? "smooth" : "instant" });
    this.fresh = 0;
    this.count();
  }

  scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    if (scrollHeight - scrollTop - clientHeight < NEAR) this.stuck = true;
    else if (scrollTop < this.lastTop) this.stuck = false;
    this.lastTop = scrollTop;
    if (this.stuck) this.fresh = 0;
    this.count();
    if (scrollTop < 200 && !this.stuck) this.older();
  }

  async older() {
    if (this.busy) return;
    this.busy = true;
    const hidden = this.messages.size > this.limit;
    this.limit += WINDOW;
    if (hidden) this.show();
    else await this.onMore(Math.min(...this.messages.keys()));
    requestAnimationFrame(() => (this.busy = false));
  }

  count() {
    this.toBottom.hidden = this.stuck;
    this.badge.hidden = this.fresh === 0;
    this.badge.textContent = this.fresh > 99 ? "99+" : String(this.fresh);
    this.toBottom.setAttribute("aria-label", this.fresh ? words.pane.newMessages(this.fresh) : words.pane.toBottom);
  }

  /** Goes to a message and lets it light up once. */
  jump(id) {
    if (!this.messages.has(id)) return;
    this.limit = Math.max(this.limit, this.sorted().filter((message) => message.id >= id).length + 10);
    this.stuck = false;
    this.show();
    const row = this.rows.get(id);
    row.scrollIntoView({ block: "center", behavior: calm() ? "instant" : "smooth" });
    row.classList.add("flash");
    setTimeout(() => row.classList.remove("flash"), FLASH_MS);
  }
}

const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

function together(a, b) {
  if (!a || !b || isService(a) || isService(b)) return false;
  return a.from?.id === b.from?.id && a.from?.bot === b.from?.bot && b.date - a.date < GROUP_SECONDS;
}
