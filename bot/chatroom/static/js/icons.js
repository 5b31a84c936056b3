/** Line icons, drawn on a 24 grid. They are decoration: the button around them carries the label. */

const PATHS = {
  back: ["M15 5l-7 7 7 7"],
  down: ["M6 9l6 6 6-6"],
  plus: ["M12 5v14M5 12h14"],
  close: ["M6 6l12 12M18 6L6 18"],
  more: ["M5 12h.01M12 12h.01M19 12h.01"],
  beside: ["M4 5h16v14H4z", "M12 5v14"],
  clock: ["M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z", "M12 7.5V12l3 2"],
  send: ["M12 19V6", "M6 11.5 12 5.5l6 6"],
  attach: ["M19 11.5l-7.4 7.4a4.6 4.6 0 0 1-6.5-6.5l8-8a3.1 3.1 0 0 1 4.4 4.4l-7.9 7.9a1.5 1.5 0 0 1-2.2-2.1l7-7"],
  photo: ["M4 5h16v14H4z", "M4 16l4.5-4.5 4 4 3-3L20 17", "M15.5 9.5h.01"],
  file: ["M7 3h7l4 4v14H7z", "M14 3v4h4"],
  place: [
    "M12 21c4.5-4.6 6.5-8 6.5-11a6.5 6.5 0 0 0-13 0c0 3 2 6.4 6.5 11z",
    "M12 12.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4z",
  ],
  voice: [
    "M12 4a2.6 2.6 0 0 1 2.6 2.6v5a2.6 2.6 0 0 1-5.2 0v-5A2.6 2.6 0 0 1 12 4z",
    "M6.5 11.5a5.5 5.5 0 0 0 11 0M12 17v3.5",
  ],
  keys: ["M4 6.5h16v11H4z", "M7.5 10h.01M12 10h.01M16.5 10h.01M8.5 14h7"],
  reply: ["M9.5 6.5 4.5 11l5 4.5V12.7c4.6 0 7.6 1.5 9.5 4.8-.5-5-3.4-8.2-9.5-8.5z"],
  copy: ["M9 9h10v11H9z", "M15 9V4H5v11h4"],
  download: ["M12 4v11M7 10.5l5 5 5-5", "M5 20h14"],
  people: [
    "M9 11.5a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4z",
    "M3.5 19.5c.3-3.4 2.4-5.2 5.5-5.2s5.2 1.8 5.5 5.2",
    "M16 11.3a2.7 2.7 0 0 0 0-5.3M17 14.5c2 .4 3.2 2 3.5 5",
  ],
  quiet: ["M6 16.5h12l-1.6-2.4V10a4.4 4.4 0 0 0-8.8 0v4.1z", "M5 4l14 16"],
  link: ["M8 16 17 7M10 7h7v7"],
  pending: ["M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z", "M12 8v4l2.5 1.5"],
  edit: ["M5 19l1-4L16.5 4.5l3 3L9 18z", "M14 7l3 3"],
  smile: ["M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17z", "M9 10h.01M15 10h.01M8.5 14c1.8 2.3 5.2 2.3 7 0"],
  phone: [
    "M6.5 4h3l1.5 4-2 1.5a11 11 0 0 0 5.5 5.5l1.5-2 4 1.5v3c0 1-.8 1.7-1.8 1.6C11 18.5 5.5 13 4.9 5.8 4.8 4.8 5.5 4 6.5 4z",
  ],
  check: ["M5 12.5l4.5 4.5L19 7.5"],
  house: ["M4 11.5 12 5l8 6.5", "M6.5 10.5V19h11v-8.5", "M9.8 14.5h4.4"],
};

const SVG = "http://www.w3.org/2000/svg";

/** The icon `name` as an SVG element that takes the colour of its text. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  for (const shape of PATHS[name]) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", shape);
    svg.append(path);
  }
  return svg;
}
