/** “@bot 秸秆” in the input: what the bot offers, as a list above it; the chosen one is said in the person's name. */

import { h } from "./dom.js";
import { words } from "./words.js";

const PAUSE_MS = 300;

export class InlineAsking {
  /** `inline` asks, chooses and opens links; `popup` shows a list, hides it, and empties the input when it is done. */
  constructor(username, inline, popup) {
    Object.assign(this, { inline, popup });
    this.pattern = username ? new RegExp(`^@${username}\\s+(\\S[\\s\\S]*)$`, "i") : null;
    this.timer = null;
    this.query = null;
  }

  /** Takes over when the text is meant for the bot; returns whether it is. */
  typed(text) {
    const query = this.pattern?.exec(text)?.[1].trim() ?? null;
    clearTimeout(this.timer);
    this.query = query;
    if (query === null) return false;
    this.timer = setTimeout(() => this.ask(query), PAUSE_MS);
    return true;
  }

  async ask(query) {
    this.popup.show(h("p", { class: "inline-note" }, words.compose.inlineSearching));
    const offered = await this.inline.ask(query).catch(() => ({ results: [] }));
    if (this.query === query) this.popup.show(this.list(offered));
  }

  list({ query_id: id, results, button }) {
    const rows = results.map((result) =>
      h(
        "li",
        {},
        h(
          "button",
          { type: "button", class: "inline-result", onclick: () => this.choose(id, result.id) },
          h("strong", {}, result.title),
          result.description && h("span", {}, result.description),
        ),
      ),
    );
    const above =
      button &&
      h("button", { type: "button", class: "inline-button", onclick: () => this.open(button.url) }, button.text);
    const nothing = rows.length || button ? null : h("p", { class: "inline-note" }, words.compose.inlineNothing);
    return h("div", {}, above, nothing, h("ul", { class: "commands" }, rows));
  }

  choose(query, result) {
    this.leave();
    this.inline.choose(query, result);
  }

  open(url) {
    this.leave();
    this.inline.open(url);
  }

  leave() {
    this.query = null;
    this.popup.hide();
    this.popup.done();
  }
}
