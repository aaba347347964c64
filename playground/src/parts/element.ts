type Attributes<Tag extends keyof HTMLElementTagNameMap> = Readonly<
  Record<string, string | number | boolean | undefined | ((event: never) => void)>
> & { readonly on?: never; readonly tag?: Tag };

type Child = Node | string | undefined;

/**
 * An element: an attribute of `true` is there and of `false` or undefined not, a function listens to the event of its name.
 *
 * @example element("button", { type: "button", click: play }, "Play")
 */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes<Tag> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(name, value as (event: Event) => void);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== undefined) made.setAttribute(name, String(value));
  }
  made.append(...children.filter((child) => child !== undefined));
  return made;
}

let count = 0;

/** An id that no other element has. */
export function freshId(): string {
  return `e${++count}`;
}

/** A label with what it names, which is found by the id it gets. */
export function labelled(text: string, control: HTMLElement, hidden = false): HTMLElement {
  control.id ||= freshId();
  const label = element("label", { for: control.id, class: hidden ? "unseen" : undefined }, text);
  return element("span", { class: "field" }, label, control);
}

export function select(
  options: readonly (readonly [value: string, text: string])[],
  chosen: string,
  change: (value: string) => void,
): HTMLSelectElement {
  const made = element("select", { change: () => change(made.value) });
  made.append(...options.map(([value, text]) => new Option(text, value, false, value === chosen)));
  made.value = chosen;
  return made;
}

export function button(text: string, click: () => void, attributes: Attributes<"button"> = {}): HTMLButtonElement {
  return element("button", { type: "button", click, ...attributes }, text);
}
