/** Choosing a photo, a file or a place to send. */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { sizeText } from "./messages.js";
import { field, sheet, toast } from "./sheets.js";
import { words } from "./words.js";

const STICKERS = ["👍", "👌", "🙏", "👏", "💪", "🙂", "😄", "😂", "😢", "😮", "🌹", "🎉", "❤️", "🌾", "🌧️", "🚜"];
const ACCEPTS = { photo: "image/*", document: "", voice: "audio/*" };

export const attachMenu = {
  /** Opens the choice; `file(kind, file)`, `place({latitude, longitude})` or `sticker(emoji)` hears the result. */
  open({ file, place, sticker }) {
    sheet(words.compose.attach, (body, close) => {
      const then = (act) => (chosen) => {
        close();
        act(chosen);
      };
      const choose = (kind) => () =>
        pick(
          kind,
          then((chosen) => file(kind, chosen)),
        );
      body.append(
        h(
          "div",
          { class: "attach-grid" },
          tile("photo", words.compose.photo, choose("photo")),
          tile("file", words.compose.file, choose("document")),
          tile("voice", words.compose.voice, choose("voice")),
          tile(
            "place",
            words.compose.place,
            then(() => attachMenu.place(place)),
          ),
          tile(
            "smile",
            words.compose.sticker,
            then(() => attachMenu.sticker(sticker)),
          ),
        ),
      );
    });
  },

  /** A few stickers; the room makes one of any emoji. */
  sticker(done) {
    sheet(words.compose.sticker, (body, close) => {
      const choose = (emoji) => () => {
        close();
        done(emoji);
      };
      body.append(
        h(
          "div",
          { class: "sticker-grid" },
          STICKERS.map((emoji) =>
            h("button", { type: "button", class: "sticker-pick", onclick: choose(emoji) }, emoji),
          ),
        ),
      );
    });
  },

  /** Asks for a telephone number, for a button that wants one. */
  contact(done) {
    sheet(words.compose.contact, (body, close) => {
      const phone = field(words.compose.phone, { type: "tel", required: true, pattern: "[+0-9 \\-]{5,20}" });
      const submit = (event) => {
        event.preventDefault();
        close();
        done(phone.input.value.trim());
      };
      body.append(
        h(
          "form",
          { class: "form", onsubmit: submit },
          phone.element,
          h("button", { type: "submit", class: "main-button" }, words.compose.send),
        ),
      );
    });
  },

  /** Asks for a place: the device's own, or two numbers. */
  place(done) {
    sheet(words.compose.place, (body, close) => {
      const latitude = field(words.compose.latitude, { inputmode: "decimal", required: true });
      const longitude = field(words.compose.longitude, { inputmode: "decimal", required: true });
      const submit = (event) => {
        event.preventDefault();
        const place = { latitude: Number(latitude.input.value), longitude: Number(longitude.input.value) };
        if (!inRange(place)) return toast(words.compose.badPlace, { bad: true });
        close();
        return done(place);
      };
      body.append(
        h(
          "form",
          { class: "form", onsubmit: submit },
          h(
            "button",
            { type: "button", class: "soft-button", onclick: () => useHere(latitude.input, longitude.input) },
            icon("place"),
            words.compose.here,
          ),
          latitude.element,
          longitude.element,
          h("button", { type: "submit", class: "main-button" }, words.compose.send),
        ),
      );
    });
  },
};

const inRange = ({ latitude, longitude }) => Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;

function tile(name, label, act) {
  return h(
    "button",
    { type: "button", class: `attach-tile tile-${name}`, onclick: act },
    h("span", { class: "tile-icon" }, icon(name)),
    label,
  );
}

function pick(kind, done) {
  const input = h("input", { type: "file", accept: ACCEPTS[kind], hidden: true, class: `pick-${kind}` });
  input.addEventListener("change", () => {
    if (input.files[0]) done(input.files[0]);
    input.remove();
  });
  document.body.append(input);
  input.click();
}

function useHere(latitude, longitude) {
  const fill = ({ coords }) => {
    latitude.value = coords.latitude.toFixed(5);
    longitude.value = coords.longitude.toFixed(5);
  };
  const fail = () => toast(words.compose.noHere, { bad: true });
  if (navigator.geolocation) navigator.geolocation.getCurrentPosition(fill, fail, { timeout: 8000 });
  else fail();
}

/** Shows the chosen file with room for a caption; `done(caption)` when it is to be sent. */
export function confirmFile(kind, file, done) {
  sheet(words.compose[kind === "document" ? "file" : kind], (body, close) => {
    const caption = field(words.compose.caption, { maxlength: "1024" });
    const send = (event) => {
      event.preventDefault();
      close();
      done(caption.input.value.trim());
    };
    body.append(
      h(
        "form",
        { class: "form", onsubmit: send },
        preview(kind, file),
        caption.element,
        h("button", { type: "submit", class: "main-button" }, words.compose.sendFile),
      ),
    );
  });
}

function preview(kind, file) {
  if (kind !== "photo")
    return h(
      "p",
      { class: "file-preview" },
      icon(kind === "voice" ? "voice" : "file"),
      h("span", {}, file.name),
      h("span", { class: "faint" }, sizeText(file.size)),
    );
  const url = URL.createObjectURL(file);
  const image = h("img", { class: "photo-preview", src: url, alt: file.name });
  image.addEventListener("load", () => URL.revokeObjectURL(url), { once: true });
  return image;
}
