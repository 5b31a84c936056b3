/** The people's side of the room, call by call. Every failure is a RoomError whose message can be shown as it is. */

import { words } from "./words.js";

/** A bot that does not answer a tap must not hold the page's few connections. */
const TAP_MS = 15_000;

/** What went wrong, in the server's own Chinese sentence; `status` is 0 when the server was not reached. */
export class RoomError extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

async function call(method, path, body, { patience } = {}) {
  const signal = patience && AbortSignal.timeout(patience);
  const response = await reach(path, { method, signal, ...encoded(body) });
  const answer = await response.json().catch(() => null);
  if (response.ok) return answer;
  throw new RoomError(sentence(answer?.error) ?? words.failed(response.status), response.status);
}

/** What the room said, when it said it in Chinese; its words for programs are of no use to a person. */
const sentence = (text) => (/\p{Script=Han}/u.test(text ?? "") ? text : null);

async function reach(path, options) {
  try {
    return await fetch(path, options);
  } catch (error) {
    throw new RoomError(error.name === "TimeoutError" ? words.noAnswer : words.unreachable, 0);
  }
}

function encoded(body) {
  if (body === undefined) return {};
  if (body instanceof FormData) return { body };
  return { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } };
}

const query = (values) =>
  new URLSearchParams(Object.entries(values).filter(([, value]) => value !== undefined)).toString();

export const api = {
  people: () => call("GET", "/room/people"),
  addPerson: (person) => call("POST", "/room/people", person),
  chats: (as) => call("GET", `/room/chats?${query({ as })}`),
  makeChat: (chat) => call("POST", "/room/chats", chat),
  changeMembers: (chat, change) => call("POST", `/room/chats/${chat}/members`, change),
  markRead: (chat, as) => call("POST", `/room/chats/${chat}/read`, { as }),
  block: (chat, blocked) => call("POST", `/room/chats/${chat}/block`, { blocked }),
  bot: (as, chat) => call("GET", `/room/bot?${query({ as, chat })}`),
  messages: (chat, options = {}) => call("GET", `/room/chats/${chat}/messages?${query(options)}`),
  say: (message) => call("POST", "/room/messages", message),
  edit: (change) => call("POST", "/room/edits", change),
  tap: (tap) => call("POST", "/room/taps", tap, { patience: TAP_MS }),
  inline: (ask) => call("POST", "/room/inline", ask, { patience: TAP_MS }),
  choose: (choice) => call("POST", "/room/inline/choose", choice),
  clock: () => call("GET", "/room/clock"),
  moveClock: (move) => call("POST", "/room/clock", move),
};

/** A message with a file or a place, in the multipart shape the room wants. */
export function multipart(fields, fileField, file) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields))
    if (value !== undefined && value !== null) form.append(name, value);
  if (file) form.append(fileField, file, file.name);
  return form;
}
