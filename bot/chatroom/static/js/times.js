/** Times in words, always in Asia/Shanghai, counted from the room's own clock (which a visitor may move). */

import { words } from "./words.js";

const ZONE = "Asia/Shanghai";
const PARTS = new Intl.DateTimeFormat("zh-CN", {
  timeZone: ZONE,
  hourCycle: "h23",
  year: "numeric",
  month: "numeric",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  weekday: "short",
});
const DAY = 86_400_000;

let ahead = 0;

/** Tells this module what the room's clock says, so that 今天 is the room's today. */
export function setRoomNow(iso) {
  const instant = Date.parse(iso);
  if (Number.isFinite(instant)) ahead = instant - Date.now();
}

/** The room's present, in milliseconds since 1970. */
export const roomNow = () => Date.now() + ahead;

function partsOf(milliseconds) {
  const parts = Object.fromEntries(PARTS.formatToParts(milliseconds).map(({ type, value }) => [type, value]));
  return { ...parts, day: Number(parts.day), month: Number(parts.month), year: Number(parts.year) };
}

const keyOf = ({ year, month, day }) => `${year}-${month}-${day}`;

/** One string for each day in Shanghai, to tell whether two messages share one. */
export const dayKey = (unix) => keyOf(partsOf(unix * 1000));

/** 20:48 */
export function clockText(unix) {
  const { hour, minute } = partsOf(unix * 1000);
  return `${hour}:${minute}`;
}

/** 今天, 昨天, 11月21日 周六, or with the year when it is another one. */
export function dayText(unix) {
  const then = partsOf(unix * 1000);
  const today = partsOf(roomNow());
  if (keyOf(then) === keyOf(today)) return words.message.today;
  if (keyOf(then) === keyOf(partsOf(roomNow() - DAY))) return words.message.yesterday;
  const date = `${then.month}月${then.day}日 ${then.weekday}`;
  return then.year === today.year ? date : `${then.year}年${date}`;
}

/** The short form for the chat list: 20:48, 昨天, 周三, 11月21日, 2025/11/21. */
export function listTime(unix) {
  const then = partsOf(unix * 1000);
  const today = partsOf(roomNow());
  if (keyOf(then) === keyOf(today)) return `${then.hour}:${then.minute}`;
  if (keyOf(then) === keyOf(partsOf(roomNow() - DAY))) return words.message.yesterday;
  const age = roomNow() - unix * 1000;
  if (age > 0 && age < 6 * DAY) return then.weekday;
  return then.year === today.year ? `${then.month}月${then.day}日` : `${then.year}/${then.month}/${then.day}`;
}

/** 11月21日 周六 20:48 */
export function roomClockText() {
  const now = partsOf(roomNow());
  return `${now.month}月${now.day}日 ${now.weekday} ${now.hour}:${now.minute}`;
}

/** The room's present as a datetime-local field wants it, in Shanghai time. */
export function roomNowForField() {
  const now = partsOf(roomNow());
  const two = (n) => String(n).padStart(2, "0");
  return `${now.year}-${two(now.month)}-${two(now.day)}T${now.hour}:${now.minute}`;
}

/** A datetime-local value read as Shanghai time, as ISO with its offset. */
export const fieldToIso = (value) => `${value.length === 16 ? `${value}:00` : value}+08:00`;
