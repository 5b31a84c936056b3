/** Reading a chat's past in pages. */

import { api } from "./api.js";

const PAGE = 100;
const SPAN = 200;
const ENOUGH = 30;

/** The newest messages; `complete` says that nothing older exists. */
export async function newestPage(chat) {
  const messages = await api.messages(chat, { limit: PAGE });
  return { messages, complete: messages.length < PAGE };
}

/**
 * The messages before `oldest`, going back until there is something to read.
 *
 * The room counts from the first message up and several chats share one count, so a page of the past is a stretch of
 * ids that may hold few messages of this chat.
 */
export async function pageBefore(chat, oldest, span = SPAN) {
  const after = Math.max(0, oldest - 1 - span);
  const messages = (await api.messages(chat, { after, limit: span })).filter(({ id }) => id < oldest);
  if (after === 0 || messages.length >= ENOUGH) return { messages, complete: after === 0 };
  return pageBefore(chat, oldest, span * 4);
}
