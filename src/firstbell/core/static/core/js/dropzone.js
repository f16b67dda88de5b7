// A file field one can drop on. The input itself stays: this only hands it the files and names them.
function zoneOf(event) { return event.target.closest?.("[data-dropzone]"); }

function size(bytes) {
  const units = ["bytes", "kB", "MB", "GB"];
  let step = 0;
  while (bytes >= 1000 && step < units.length - 1) { bytes /= 1000; step += 1; }
  return `${step === 0 ? bytes : bytes.toFixed(1)} ${units[step]}`;
}

function name(zone) {
  const input = zone.querySelector('input[type="file"]');
  const list = zone.querySelector("[data-dropzone-files]");
  list.replaceChildren(...[...input.files].map((file) => {
    const line = document.createElement("li");
    line.textContent = `${file.name} (${size(file.size)})`;
    return line;
  }));
}

document.addEventListener("dragover", (event) => {
  const zone = zoneOf(event);
  if (!zone) return;
  event.preventDefault();
  zone.dataset.over = "";
});
document.addEventListener("dragleave", (event) => {
  const zone = zoneOf(event);
  if (zone && !zone.contains(event.relatedTarget)) delete zone.dataset.over;
});
document.addEventListener("drop", (event) => {
  const zone = zoneOf(event);
  if (!zone) return;
  event.preventDefault();
  delete zone.dataset.over;
  const input = zone.querySelector('input[type="file"]');
  const dropped = new DataTransfer();
  for (const file of [...event.dataTransfer.files].slice(0, input.multiple ? undefined : 1)) dropped.items.add(file);
  if (dropped.files.length === 0) return;
  input.files = dropped.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
});
document.addEventListener("change", (event) => {
  const zone = zoneOf(event);
  if (zone) name(zone);
});
