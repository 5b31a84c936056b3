/** The people's side of the room, call by call. Every failure is a RoomError whose message can be shown as it is. */

import { words } from "./words.js";

/** What went wrong, in the server's own Chinese sentence; `status` is 0 when the server was not reached. */
export class RoomError extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

async function call(method, path, body) {
  const response = await reach(path, { method, ...encoded(body) });
  const answer = await response.json().catch(() => null);
  if (response.ok) return answer;
  throw new RoomError(answer?.error ?? words.failed(response.status), response.status);
}

async function reach(path, options) {
  try {
    return await fetch(path, options);
  } catch {
    throw new RoomError(words.unreachable, 0);
  }
}

function encoded(body) {
  if (body === undefined) return {};
  if (body instanceof FormData) return { body };
  return { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } };
}

const query = (values) => new URLSearchParams(Object.entries(values).filter(([, value]) => value !== undefined)).toString();

export const api = {
  people: () => call("GET", "/room/people"),
  addPerson: (person) => call("POST", "/room/people", person),
  chats: (as) => call("GET", `/room/chats?${query({ as })}`),
  makeChat: (chat) => call("POST", "/room/chats", chat),
  changeMembers: (chat, change) => call("POST", `/room/chats/${chat}/members`, change),
  block: (chat, blocked) => call("POST", `/room/chats/${chat}/block`, { blocked }),
  bot: (as, chat) => call("GET", `/room/bot?${query({ as, chat })}`),
  messages: (chat, options = {}) => call("GET", `/room/chats/${chat}/messages?${query(options)}`),
  say: (message) => call("POST", "/room/messages", message),
  tap: (tap) => call("POST", "/room/taps", tap),
  clock: () => call("GET", "/room/clock"),
  moveClock: (move) => call("POST", "/room/clock", move),
};

/** A message with a file or a place, in the multipart shape the room wants. */
export function multipart(fields, fileField, file) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) if (value !== undefined && value !== null) form.append(name, value);
  if (file) form.append(fileField, file, file.name);
  return form;
}
