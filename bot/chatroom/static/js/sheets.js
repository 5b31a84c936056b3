/** Sheets, menus, alerts, toasts and the picture viewer: whatever lies over the chat for a moment. */

import { h, freshId } from "./dom.js";
import { icon } from "./icons.js";
import { words } from "./words.js";

const TOAST_MS = 3200;
const LONG_TOAST_MS = 6000;

/** A short note that goes away by itself. Kind words for errors go here too. Being a popover, it lies over sheets. */
export function toast(text, { bad = false } = {}) {
  const note = h("div", { class: bad ? "toast bad" : "toast" }, text);
  const place = document.getElementById("toasts");
  place.append(note);
  place.togglePopover(false);
  place.togglePopover(true);
  setTimeout(() => note.remove(), text.length > 24 ? LONG_TOAST_MS : TOAST_MS);
}

/** Shows what went wrong and lets the page go on. */
export const complain = (error) => toast(error.message, { bad: true });

/**
 * Opens a bottom sheet (a dialogue window at desk width). `fill(body, close)` puts its content in.
 * Escape, the cross and a press beside it close it; focus returns to where it was.
 */
export function sheet(title, fill, { kind = "" } = {}) {
  const label = freshId("sheet");
  const body = h("div", { class: "sheet-body" });
  const dialog = h(
    "dialog",
    { class: `sheet ${kind}`, aria: { labelledby: label } },
    h(
      "header",
      { class: "sheet-head" },
      h("h2", { id: label }, title),
      h(
        "button",
        { type: "button", class: "icon-button", aria: { label: words.sheet.close }, onclick: () => dialog.close() },
        icon("close"),
      ),
    ),
    body,
  );
  const close = () => dialog.close();
  dialog.addEventListener("click", (event) => event.target === dialog && close());
  dialog.addEventListener("close", () => dialog.remove());
  fill(body, close);
  document.body.append(dialog);
  dialog.showModal();
  return close;
}

/** The window of an answer with `show_alert`: stays until it is read. */
export function alertBox(text) {
  const dialog = h(
    "dialog",
    { class: "alert", role: "alertdialog" },
    h("p", {}, text),
    h("button", { type: "button", class: "main-button", onclick: () => dialog.close() }, words.sheet.ok),
  );
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

/** A sheet with a list of things to do: [{icon, label, act, danger}]. */
export function actionSheet(title, actions) {
  return sheet(
    title,
    (body, close) => {
      const items = actions.map(({ icon: name, label, act, danger }) =>
        h(
          "li",
          {},
          h(
            "button",
            {
              type: "button",
              class: danger ? "action danger" : "action",
              onclick: () => {
                close();
                act();
              },
            },
            icon(name),
            label,
          ),
        ),
      );
      body.append(h("ul", { class: "actions" }, items));
    },
    { kind: "action-sheet" },
  );
}

/** A photo over the whole page. */
export function lightbox(url, caption) {
  const dialog = h(
    "dialog",
    { class: "lightbox", aria: { label: caption || words.message.photo } },
    h("img", { src: url, alt: caption || words.message.photo }),
    caption && h("p", {}, caption),
    h("button", { type: "button", class: "icon-button", aria: { label: words.sheet.close } }, icon("close")),
  );
  dialog.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

/** A labelled field of a form inside a sheet. */
export function field(label, props) {
  const id = freshId("field");
  const input = h("input", { id, class: "field-input", autocomplete: "off", ...props });
  return { input, element: h("div", { class: "field" }, h("label", { for: id }, label), input) };
}
