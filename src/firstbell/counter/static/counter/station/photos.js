// Photos of people at a station. They are asked for anew by every page and kept by none: without network there are initials.
// An element is made once for a place and a person, so that drawing a list again does not ask for its pictures again.
const made = new Map();

// The <img> of this person at this place on the page ("roster", "desk"), or null without a photo that may be seen.
export function photo(person, place, kind) {
  if (!person.photo) return null;
  const key = `${place} ${person.photo}`;
  if (!made.has(key)) {
    const img = document.createElement("img");
    img.className = kind;
    img.alt = "";
    img.decoding = "async";
    img.addEventListener("error", () => { img.remove(); made.delete(key); });
    img.src = person.photo;
    made.set(key, img);
  }
  return made.get(key);
}
