// Short sounds for the ears of somebody who looks at the device: right, a question, wrong; and an alarm. Off until switched on.
// Others ask for one with a "firstbell:sound" event; its detail is ok, question, error or alarm.
const KEY = "firstbell.sound";
const NOTES = { ok: [[880, 0, 0.08]], question: [[660, 0, 0.09], [784, 0.11, 0.1]], error: [[220, 0, 0.14], [175, 0.16, 0.2]],
  alarm: [[988, 0, 0.16], [740, 0.18, 0.16], [988, 0.36, 0.16], [740, 0.54, 0.3]] };
let context = null;

function isOn() {
  try { return localStorage.getItem(KEY) === "on"; } catch { return false; }
}

function setOn(on) {
  try { localStorage.setItem(KEY, on ? "on" : "off"); } catch { /* a private window: this page only */ }
}

function play(tone) {
  if (!isOn() || !NOTES[tone] || !window.AudioContext) return;
  context ??= new AudioContext();
  if (context.state === "suspended") context.resume();
  for (const [frequency, start, length] of NOTES[tone]) {
    const at = context.currentTime + start;
    const oscillator = context.createOscillator();
    const volume = context.createGain();
    oscillator.type = tone === "error" || tone === "alarm" ? "square" : "sine";
    oscillator.frequency.value = frequency;
    volume.gain.setValueAtTime(0.0001, at);
    volume.gain.exponentialRampToValueAtTime(0.12, at + 0.01);
    volume.gain.exponentialRampToValueAtTime(0.0001, at + length);
    oscillator.connect(volume).connect(context.destination);
    oscillator.start(at);
    oscillator.stop(at + length + 0.02);
  }
}

function show() {
  for (const toggle of document.querySelectorAll("[data-sound-toggle]")) {
    toggle.setAttribute("aria-pressed", String(isOn()));
    toggle.querySelector("[data-sound-label]").textContent = isOn() ? "Sound is on" : "Sound is off";
  }
}

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-sound-toggle]")) return;
  setOn(!isOn());
  show();
  play("ok");
});
document.addEventListener("firstbell:sound", (event) => play(event.detail));
show();
