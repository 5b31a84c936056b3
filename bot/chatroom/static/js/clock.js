/** The room's clock: one quiet line in the list, and the sheet that moves it. */

import { api, RoomError } from "./api.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { complain, field, sheet } from "./sheets.js";
import { fieldToIso, roomClockText, roomNowForField, setRoomNow } from "./times.js";
import { words } from "./words.js";

const HOUR = 3600;
const TICK_MS = 5000;

export class RoomClock {
  /** `onMove` hears that 今天 may be another day now. A room without a clock has no line. */
  constructor({ onMove }) {
    this.onMove = onMove;
    this.known = false;
    this.lines = new Set();
    setInterval(() => this.show(), TICK_MS);
  }

  /** Reads the clock once; a 404 means that this room has none. */
  async load() {
    try {
      this.set(await api.clock());
    } catch (error) {
      if (!(error instanceof RoomError) || error.status !== 404) throw error;
    }
  }

  set({ now }) {
    this.known = true;
    setRoomNow(now);
    this.show();
    this.onMove();
  }

  /** A line for the head of a list; it follows the clock from then on. */
  line() {
    const text = h("span", {});
    const button = h(
      "button",
      { type: "button", class: "clock-line", hidden: true, onclick: () => this.open() },
      icon("clock"),
      text,
    );
    this.lines.add({ button, text });
    this.show();
    return button;
  }

  show() {
    const now = roomClockText();
    for (const { button, text } of this.lines) {
      button.hidden = !this.known;
      text.textContent = now;
      button.setAttribute("aria-label", words.clock.open(now));
    }
  }

  open() {
    sheet(words.clock.title, (body, close) => {
      const move = async (what) => {
        try {
          this.set(await api.moveClock(what));
          close();
        } catch (error) {
          complain(error);
        }
      };
      const moment = field(words.clock.pick, { type: "datetime-local", required: true, value: roomNowForField() });
      const submit = (event) => {
        event.preventDefault();
        move({ now: fieldToIso(moment.input.value) });
      };
      body.append(
        h("p", { class: "clock-now" }, words.clock.now, h("strong", {}, roomClockText())),
        h(
          "div",
          { class: "info-tools" },
          h(
            "button",
            { type: "button", class: "soft-button", onclick: () => move({ advance: HOUR }) },
            words.clock.hour,
          ),
          h(
            "button",
            { type: "button", class: "soft-button", onclick: () => move({ advance: 24 * HOUR }) },
            words.clock.day,
          ),
        ),
        h(
          "form",
          { class: "form", onsubmit: submit },
          moment.element,
          h("button", { type: "submit", class: "main-button" }, words.clock.set),
        ),
      );
    });
  }
}
