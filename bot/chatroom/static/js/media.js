/** What a message carries beside text: photo, document, voice, place, sticker, telephone number. */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { safeUrl } from "./links.js";
import { sizeText } from "./messages.js";
import { lightbox, toast } from "./sheets.js";
import { words } from "./words.js";

/** The element for whatever the message carries, or null when it is text alone. */
export function mediaOf(message) {
  if (message.photo) return photo(message.photo, message.text);
  if (message.document) return documentCard(message.document);
  if (message.voice) return voice(message.voice);
  if (message.location) return place(message.location);
  if (message.sticker) return h("span", { class: "sticker" }, message.sticker);
  if (message.contact) return contact(message.contact);
  return null;
}

/** A file's address, only when it is this room's own or a plain web address. */
function fileUrl(file) {
  const url = file.url ?? "";
  return url.startsWith("/") && !url.startsWith("//") ? url : safeUrl(url);
}

function photo(file, caption) {
  const url = fileUrl(file);
  const image = h("img", {
    src: url,
    width: file.width,
    height: file.height,
    alt: caption || words.message.photo,
    decoding: "async",
  });
  const button = h(
    "button",
    { type: "button", class: "photo", aria: { label: words.message.enlarge }, onclick: () => lightbox(url, caption) },
    image,
  );
  image.addEventListener("error", () => button.replaceWith(h("p", { class: "photo-lost" }, words.message.noImage)), {
    once: true,
  });
  return button;
}

function documentCard(file) {
  const name = file.name || words.message.document;
  const ending = name.includes(".") ? name.split(".").pop().slice(0, 4).toUpperCase() : "";
  return h(
    "a",
    {
      class: "document",
      href: fileUrl(file),
      download: name,
      aria: { label: `${words.message.download(name)} ${sizeText(file.size)}` },
    },
    h("span", { class: `document-icon kind-${ending.toLowerCase().replace(/[^a-z]/g, "")}` }, ending || icon("file")),
    h(
      "span",
      { class: "document-text" },
      h("span", { class: "document-name" }, name),
      h("span", { class: "document-size" }, sizeText(file.size)),
    ),
    h("span", { class: "document-get" }, icon("download")),
  );
}

function voice(file) {
  return h("audio", {
    class: "voice",
    src: fileUrl(file),
    controls: true,
    preload: "metadata",
    aria: { label: words.message.voice },
  });
}

function place({ latitude, longitude }) {
  const text = `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;
  const copy = async () => {
    await navigator.clipboard?.writeText(text);
    toast(words.message.copied);
  };
  return h(
    "button",
    { type: "button", class: "place", title: words.message.copyPlace, onclick: copy },
    h("span", { class: "place-map" }, icon("place")),
    h("span", { class: "place-text" }, h("strong", {}, words.message.location), h("span", {}, text)),
  );
}

function contact({ phone_number: phone, first_name: name }) {
  return h(
    "a",
    { class: "place", href: `tel:${phone}` },
    h("span", { class: "place-map" }, icon("phone")),
    h("span", { class: "place-text" }, h("strong", {}, name), h("span", {}, phone)),
  );
}
