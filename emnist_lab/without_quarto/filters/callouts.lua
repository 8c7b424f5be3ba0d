-- `.callout-note` and its kin, in the way of each format.

local base = FORMAT:gsub("[+-].*", "")
local titles = { note = "Note", tip = "Tip", warning = "Warning", important = "Important", caution = "Caution" }

local function kind_of(div)
  for _, class in ipairs(div.classes) do
    local kind = class:match("^callout%-(%a+)$")
    if titles[kind] then return kind end
  end
end

local function take_title(div, kind)
  local first = div.content[1]
  if div.attributes.title then
    return pandoc.Inlines(pandoc.utils.blocks_to_inlines(pandoc.read(div.attributes.title, "markdown").blocks))
  elseif first and first.t == "Header" then
    div.content:remove(1)
    return first.content
  end
  return pandoc.Inlines { pandoc.Str(titles[kind]) }
end

local function for_browser(kind, title, content)
  local head = pandoc.Div(pandoc.Plain(title), pandoc.Attr("", { "callout-title" }))
  return pandoc.Div({ head, table.unpack(content) }, pandoc.Attr("", { "callout", "callout-" .. kind }))
end

local function for_typst(kind, title, content)
  local blocks = pandoc.Blocks { pandoc.RawBlock("typst", '#callout("' .. kind .. '")[') }
  blocks:insert(pandoc.Plain(title))
  blocks:insert(pandoc.RawBlock("typst", "]["))
  blocks:extend(content)
  blocks:insert(pandoc.RawBlock("typst", "]"))
  return blocks
end

local function for_docx(title, content)
  local head = pandoc.Div(pandoc.Para(title), pandoc.Attr("", {}, { ["custom-style"] = "Callout Title" }))
  return { head, pandoc.Div(content, pandoc.Attr("", {}, { ["custom-style"] = "Callout" })) }
end

local function for_pptx(title, content)
  return { pandoc.Para { pandoc.Strong(title) }, table.unpack(content) }
end

local function callout(div)
  local kind = kind_of(div)
  if not kind then return nil end
  local title = take_title(div, kind)
  if base == "typst" then return for_typst(kind, title, div.content) end
  if base == "docx" then return for_docx(title, div.content) end
  if base == "pptx" then return for_pptx(title, div.content) end
  return for_browser(kind, title, div.content)
end

return { { Div = callout } }
