// Loaded only by `reviewbook serve`: shows the page anew after every build, and says what was refused.
(async () => {
  let seen = null
  const box = document.createElement("pre")
  box.id = "refused"
  box.setAttribute("role", "alert")
  box.style.cssText =
    "position:fixed;inset:auto 0 0 0;z-index:9999;margin:0;padding:1rem;max-height:50vh;overflow:auto;" +
    "white-space:pre-wrap;background:#7a1020;color:#fff;font-size:0.9rem"
  for (;;) {
    try {
      const state = await (await fetch(`/-/state/${seen ?? "none"}`)).json()
      const first = seen === null
      const fresh = seen !== state.build
      seen = state.build
      if (state.refused.length) {
        box.textContent = ["Not built; this is the book as it was.", ...state.refused].join("\n")
        document.body.append(box)
      } else if (fresh && !first) {
        location.reload()
        return
      }
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 1000))
    }
  }
})()
