/**
 * Building elements without HTML strings.
 *
 * Nothing in this page parses markup that came from a person: whatever is passed as a child is text or an element,
 * so a name such as "<b>" can only ever be shown.
 */

/** Makes an element. `on*` are listeners, `data`/`aria` are groups, `class` and attributes as in HTML, null is left out. */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) setProp(element, name, value);
  element.append(
    ...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false),
  );
  return element;
}

function setProp(element, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name === "data") Object.assign(element.dataset, value);
  else if (name === "aria") for (const [key, text] of Object.entries(value)) element.setAttribute(`aria-${key}`, text);
  else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
  else element.setAttribute(name, value === true ? "" : value);
}

/** Makes the children of `parent` exactly `wanted`, in order, moving only what is out of place. */
export function arrange(parent, wanted) {
  const keep = new Set(wanted);
  for (const child of [...parent.children]) if (!keep.has(child)) child.remove();
  let here = parent.firstElementChild;
  for (const child of wanted) {
    if (child === here) here = here.nextElementSibling;
    else parent.insertBefore(child, here);
  }
}

/** A fresh id, for tying labels to what they name. */
export const freshId = (() => {
  let last = 0;
  return (prefix) => `${prefix}-${(last += 1)}`;
})();
