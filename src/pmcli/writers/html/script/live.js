// Shown anew when files change, as `pm view --serve` tells; what is looked at stays.

const version = document.querySelector('meta[name="pm-version"]').content;
async function ask() {
  try {
    const answer = await fetch("version", { cache: "no-store" });
    if (answer.ok && (await answer.text()) !== version) location.reload();
  } catch { /* the server has gone: the page stays as it is */ }
}
ask();
setInterval(() => { if (!document.hidden) ask(); }, 1000);
document.addEventListener("visibilitychange", () => { if (!document.hidden) ask(); });
