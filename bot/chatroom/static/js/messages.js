/** Small facts about a message that several views need. */

import { words } from "./words.js";

export const isMine = (message, as) => Boolean(message.from) && !message.from.bot && message.from.id === as;

export const isService = (message) => Boolean(message.service);

/** Who wrote it, as a name to show. */
export const senderName = (message) => message.from?.name || words.message.deletedName;

/** Newest first would be wrong everywhere: messages are kept by id, and ids grow. */
export const byId = (a, b) => a.id - b.id;

const KINDS = ["photo", "document", "voice", "location", "sticker", "contact"];

/** One line for the chat list, a quote or a notification. */
export function previewOf(message) {
  if (!message) return "";
  if (message.service) return message.service;
  const kind = KINDS.find((name) => message[name]);
  const text = (message.text ?? "").replace(/\s+/g, " ").trim();
  if (!kind) return text;
  const label = kind === "document" ? message.document.name || words.message.document : words.message[kind];
  return text ? `[${label}] ${text}` : `[${label}]`;
}

/** Sizes as a person says them: 830 KB, 4.2 MB. */
export function sizeText(bytes) {
  if (!Number.isFinite(bytes)) return "";
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
