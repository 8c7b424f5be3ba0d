-- Keep or drop `.content-visible` and `.content-hidden`, before anything is numbered.

local base = FORMAT:gsub("[+-].*", "")
-- As in Quarto, "html" means every page for a browser.
local names = ({ html5 = { "html" }, html = { "html" }, revealjs = { "revealjs", "html" } })[base] or { base }

local function is_this_format(wanted)
  for _, name in ipairs(names) do
    if name == wanted then return true end
  end
  return false
end

local function condition_holds(element)
  local holds = true
  for key, value in pairs(element.attributes) do
    if key == "when-format" then
      holds = holds and is_this_format(value)
    elseif key == "unless-format" then
      holds = holds and not is_this_format(value)
    elseif key:match("^when%-") or key:match("^unless%-") then
      error(key .. " is a condition that only Quarto knows: use when-format or unless-format")
    end
  end
  return holds
end

local function keep_or_drop(element)
  local visible = element.classes:includes("content-visible")
  local hidden = element.classes:includes("content-hidden")
  if visible or hidden then
    return condition_holds(element) == visible and element.content or {}
  end
end

return { { Div = keep_or_drop, Span = keep_or_drop } }
