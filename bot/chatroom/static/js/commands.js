/** The list behind the “/” button. */

import { h } from "./dom.js";

/** The commands that begin with what was typed, or whose description holds it. */
export function matching(commands, typed) {
  const start = typed.toLowerCase();
  return commands.filter(({ command }) => command.startsWith(start));
}

/** The list itself: description first, because that is the part people read. */
export function commandMenu(commands, choose) {
  const rows = commands.map(({ command, description }) =>
    h(
      "li",
      {},
      h(
        "button",
        { type: "button", class: "command", onclick: () => choose(command) },
        h("span", { class: "command-says" }, description || command),
        h("span", { class: "command-name" }, `/${command}`),
      ),
    ),
  );
  return h("ul", { class: "commands" }, rows);
}
