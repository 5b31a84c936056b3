/** Reading a chat's past in pages. The room counts messages from the first one up, so a page is a stretch of ids. */

import { api } from "./api.js";

const SPAN = 200;
const ENOUGH = 30;
const MOST = 1000;

/** The newest messages: from a little before `newest` (the id of the last known one) to the end. */
export const newestPage = (chat, newest) => stretch(chat, (newest ?? 0) - SPAN, Infinity);

/** The messages before `oldest`. */
export const pageBefore = (chat, oldest) => stretch(chat, oldest - 1 - SPAN, oldest);

/**
 * The messages with ids in (after, before), going further back until there is something to read.
 *
 * Ids are shared by many chats, so a stretch may hold few of this one. `complete` says that nothing older exists.
 */
async function stretch(chat, after, before, span = SPAN) {
  const start = Math.max(0, after);
  const messages = (await api.messages(chat, { after: start, limit: MOST })).filter(({ id }) => id < before);
  if (start === 0 || messages.length >= ENOUGH) return { messages, complete: start === 0 };
  return stretch(chat, start - span * 4, before, span * 4);
}
