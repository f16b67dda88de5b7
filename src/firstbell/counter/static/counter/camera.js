// The camera as a scanner, for the field "desk-scan". Where the browser reads bar codes itself, the picture stays on the
// device; elsewhere a photo is taken and read by the server, which does not keep it.
const dialog = document.querySelector("[data-camera-dialog]");
const video = dialog?.querySelector("video");
const photo = dialog?.querySelector("[data-camera-photo]");
const state = dialog?.querySelector("[data-camera-state]");
const AGAIN = 2500; // milliseconds until the same code counts as read again
const LONG_SIDE = 1800;
let stream = null;
let detector = null;
let last = { text: "", at: 0 };

const say = (text) => { state.textContent = text; };

function enter(text) {
  const field = document.getElementById("desk-scan");
  field.value = text;
  field.form.requestSubmit();
  navigator.vibrate?.(60);
  say(`Read: ${text}`);
}

async function canDetect() {
  if (!globalThis.BarcodeDetector || !navigator.mediaDevices?.getUserMedia) return false;
  const formats = await BarcodeDetector.getSupportedFormats().catch(() => []);
  return formats.includes("code_128") || formats.includes("qr_code");
}

async function begin() {
  dialog.showModal();
  photo.hidden = false;
  if (!(await canDetect())) { say("Take a photo of the label."); return; }
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch {
    say("The camera may not be used here. Choose a photo instead.");
    return;
  }
  detector = new BarcodeDetector();
  video.hidden = false;
  video.srcObject = stream;
  await video.play();
  say("Hold the label in front of the camera.");
  watch();
}

async function watch() {
  if (!stream) return;
  const [found] = await detector.detect(video).catch(() => []);
  const now = performance.now();
  if (found?.rawValue && (found.rawValue !== last.text || now - last.at > AGAIN)) {
    last = { text: found.rawValue, at: now };
    enter(found.rawValue);
  }
  setTimeout(watch, 150);
}

function end() {
  stream?.getTracks().forEach((track) => track.stop());
  stream = null;
  video.srcObject = null;
  video.hidden = true;
  document.getElementById("desk-scan")?.focus();
}

// Smaller is quicker, and small enough to be taken; a picture the browser cannot draw is sent as it is.
async function smaller(file) {
  try {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, LONG_SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve) => { canvas.toBlob((blob) => resolve(blob ?? file), "image/jpeg", 0.9); });
  } catch {
    return file;
  }
}

async function read(file) {
  say("Reading …");
  const headers = { "Content-Type": "application/octet-stream", "X-CSRFToken": document.querySelector('meta[name="csrf-token"]')?.content ?? "" };
  try {
    const response = await fetch("/counter/decode/", { method: "POST", body: await smaller(file), headers });
    const told = await response.json();
    if (told.error) say(told.error);
    else if (told.codes.length === 0) say("No code can be read on it. Closer, straight, without glare, once more.");
    else enter(told.codes[0]);
  } catch {
    say("No answer from the server. Type the code by hand.");
  }
}

if (dialog) {
  document.addEventListener("click", (event) => { if (event.target.closest("[data-camera]")) begin(); });
  dialog.addEventListener("close", end);
  photo.addEventListener("change", async () => {
    if (photo.files[0]) await read(photo.files[0]);
    photo.value = "";
  });
}
