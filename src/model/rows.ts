/** A row's name: that of its list and its place there. */
const ROW = /^(.+)\.(0|[1-9]\d*)$/s;

/** The list that a parameter of this name is in, if it is in one by its name, and its place there. */
export function placeInList(name: string): { readonly list: string; readonly place: number } | undefined {
  const found = ROW.exec(name);
  return found ? { list: found[1], place: Number(found[2]) } : undefined;
}

/** What a row of a list is called. */
export function rowName(list: string, place: number): string {
  return `${list}.${place}`;
}
