/** Starts the page: the room, one desk or two, and the address that remembers who and where. */

import { Desk, emptyRoom } from "./desk.js";
import { h } from "./dom.js";
import { Room } from "./room.js";
import { words } from "./words.js";

const WIDE = matchMedia("(min-width: 900px)");
const REMEMBERED = "chatroom.person";

const room = new Room();
const place = document.getElementById("desks");
const desks = [];
let restoring = false;

async function begin() {
  place.replaceChildren(h("p", { class: "empty" }, words.loading));
  try {
    await Promise.all([room.loadPeople(), room.clock.load()]);
  } catch (error) {
    place.replaceChildren(
      h(
        "div",
        { class: "empty" },
        h("p", {}, error.message),
        h("button", { type: "button", class: "main-button", onclick: begin }, words.retryLoad),
      ),
    );
    return;
  }
  if (room.people.length === 0) place.replaceChildren(emptyRoom(room, begin));
  else await restore();
}

// Desks

function addDesk(spare) {
  const desk = new Desk(room, { spare, onMove: moved, onBeside: beside, onClose: close });
  desks.push(desk);
  place.append(desk.element);
  place.dataset.count = desks.length;
  return desk;
}

/** Opens the second desk, as the same person and at `chatId` to begin with. */
function beside(from, chatId) {
  const other = desks.find((desk) => desk !== from);
  if (other) {
    if (other.as === from.as) other.open(chatId);
    else other.become(from.as, { open: chatId });
    return;
  }
  addDesk(true).become(from.as, { open: chatId });
}

function close(desk) {
  desks.splice(desks.indexOf(desk), 1);
  desk.close();
  place.dataset.count = desks.length;
  moved(desk, { deeper: false });
}

// Address

const addressOf = (desk) => `${desk.as}/${desk.openId ?? ""}`;

function moved(desk, { deeper }) {
  localStorage.setItem(REMEMBERED, desks[0].as);
  if (restoring) return;
  const address = `#${desks.map(addressOf).join("~")}`;
  if (address === location.hash) return;
  const stacked = deeper && desk === desks[0] && !WIDE.matches;
  history[stacked ? "pushState" : "replaceState"](null, "", address);
}

function parsed() {
  return location.hash
    .slice(1)
    .split("~")
    .map((part) => part.split("/"))
    .map(([as, chat]) => ({ as: Number(as), chat: chat ? Number(chat) : null }));
}

/** Brings the desks to what the address says. */
async function restore() {
  restoring = true;
  if (desks.length === 0) place.replaceChildren();
  const [first, second] = parsed();
  await bring(desks[0] ?? addDesk(false), first);
  if (second && room.person(second.as) && WIDE.matches) await bring(desks[1] ?? addDesk(true), second);
  else if (desks[1]) close(desks[1]);
  restoring = false;
  moved(desks[0], { deeper: false });
}

async function bring(desk, { as, chat }) {
  const remembered = Number(localStorage.getItem(REMEMBERED));
  const id = (room.person(as) ?? room.person(remembered) ?? room.people[0]).id;
  if (desk.as !== id) await desk.become(id, { open: chat });
  else if (chat === null && desk.openId !== null) desk.back();
  else if (chat !== null) await desk.open(chat);
}

window.addEventListener("popstate", () => desks.length && restore());
document.addEventListener("unread", () => {
  const unread = desks.reduce((sum, desk) => sum + desk.unread, 0);
  document.title = unread ? `(${unread}) ${words.app}` : words.app;
});

begin();
