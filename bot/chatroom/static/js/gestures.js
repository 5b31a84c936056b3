/** Long presses, right clicks, bot links and dropped files: what a chat hears beside its buttons. */

import { botLink } from "./links.js";

const LONG_PRESS_MS = 450;

/** Opens the menu of a message on a long press or a right click; `find(id)` gives the message of a row. */
export function hearMenus(list, { find, onMenu }) {
  let timer = 0;
  const cancel = () => clearTimeout(timer);
  const messageAt = (target) => {
    const message = find(Number(target.closest(".row")?.dataset.id));
    return message?.service ? undefined : message;
  };
  const begin = ({ target }) => {
    const message = messageAt(target);
    if (message && !target.closest(".inline-key")) timer = setTimeout(() => onMenu(message), LONG_PRESS_MS);
  };
  list.addEventListener("touchstart", begin, { passive: true });
  for (const kind of ["touchend", "touchmove", "touchcancel"]) list.addEventListener(kind, cancel, { passive: true });
  list.addEventListener("contextmenu", (event) => {
    const message = messageAt(event.target);
    if (!message || event.target.closest("a, img") || String(getSelection())) return;
    event.preventDefault();
    if (event.pointerType !== "touch") onMenu(message); // a finger's long press is already counted above
  });
}

/** Lets t.me links to the bot open its chat instead of a page. */
export function hearLinks(list, desk) {
  list.addEventListener("click", (event) => {
    const anchor = event.target.closest("a[href]");
    const link = anchor && botLink(anchor.href, desk.bot.username);
    if (!link) return;
    event.preventDefault();
    desk.followBot(link);
  });
}

/** Takes a file that is dropped anywhere on the chat. */
export function hearDrops(element, onFile) {
  const hover = (on) => element.classList.toggle("dropping", on);
  element.addEventListener("dragover", (event) => {
    event.preventDefault();
    hover(true);
  });
  element.addEventListener("dragleave", () => hover(false));
  element.addEventListener("drop", (event) => {
    event.preventDefault();
    hover(false);
    const [file] = event.dataTransfer.files;
    if (file) onFile(file);
  });
}
