-- Number figures, tables and sections, put the number into captions, and turn references into links.

local base = FORMAT:gsub("[+-].*", "")
local in_browser = base:match("^html") or base == "revealjs"
local kind_names = { fig = "Figure", tbl = "Table", sec = "Section" }
local nbsp = "\u{a0}"

local reference_texts = {}   -- label -> the inlines that a reference shows
local numbers = {}           -- label -> the number alone
local counts = { fig = 0, tbl = 0 }
local section_counts = {}
local sections_numbered, strict = false, true

local function kind_of(identifier)
  local kind = identifier:match("^(%a+)%-")
  return kind_names[kind] and kind or nil
end

local function read_options(meta)
  sections_numbered = meta["number-sections"] == true
  strict = meta["notebook-page"] == nil
end

-- Numbering ----------------------------------------------------------------------------------------

local function number_float(identifier, kind)
  if not numbers[identifier] then
    counts[kind] = counts[kind] + 1
    numbers[identifier] = tostring(counts[kind])
  end
  local text = kind_names[kind] .. nbsp .. numbers[identifier]
  reference_texts[identifier] = pandoc.Inlines { pandoc.Str(text) }
  return text
end

local function numbered_caption(text, blocks)
  local caption = pandoc.Blocks(blocks)
  if #caption == 0 then
    return pandoc.Blocks { pandoc.Plain { pandoc.Str(text) } }
  end
  local first = caption[1].content
  first:insert(1, pandoc.Space())
  first:insert(1, pandoc.Str(text .. ":"))
  caption[1] = pandoc.Plain(first)
  return caption
end

local function number_header(header)
  if sections_numbered and not header.classes:includes("unnumbered") then
    section_counts[header.level] = (section_counts[header.level] or 0) + 1
    for level = header.level + 1, 6 do section_counts[level] = nil end
    local parts = pandoc.List()
    for level = 1, header.level do
      -- pandoc numbers from the shallowest level in use.
      if section_counts[level] then parts:insert(tostring(section_counts[level])) end
    end
    numbers[header.identifier] = table.concat(parts, ".")
    local text = kind_names.sec .. nbsp .. numbers[header.identifier]
    reference_texts[header.identifier] = pandoc.Inlines { pandoc.Str(text) }
  elseif kind_of(header.identifier) then
    reference_texts[header.identifier] = header.content:clone()
  end
end

-- Pictures -----------------------------------------------------------------------------------------

local function typst_string(text)
  return '"' .. text:gsub("\\", "\\\\"):gsub('"', '\\"') .. '"'
end

-- Every writer finds the alternative text where it looks for it, and the width where it makes sense.
local function describe(image)
  local alt = image.attributes.alt or image.attributes["fig-alt"]
  image.attributes.alt, image.attributes["fig-alt"] = nil, nil
  alt = alt or pandoc.utils.stringify(image.caption)
  if base == "typst" then
    local width = image.attributes.width
    local call = "#picture(" .. typst_string(image.src) .. ", alt: " .. typst_string(alt)
    return pandoc.RawInline("typst", call .. (width and ", width: " .. width or "") .. ")")
  end
  if base == "pptx" or base == "revealjs" then image.attributes.width = nil end
  image.caption = pandoc.Inlines { pandoc.Str(alt) }
  return image
end

-- Floats -------------------------------------------------------------------------------------------

local function source_link(div)
  if not in_browser or not div.attributes.notebook then return {} end
  local text = "Source: " .. div.attributes["notebook-title"]
  local link = pandoc.Link(text, div.attributes.notebook)
  return { pandoc.Div(pandoc.Plain { link }, pandoc.Attr("", { "notebook-source" })) }
end

local function is_picture(block)
  local only = #block.content == 1 and block.content[1].t
  return only == "Image" or only == "RawInline"
end

local function take_caption(blocks)
  local last = blocks[#blocks]
  if #blocks > 1 and last.t == "Para" and not is_picture(last) then
    return { blocks:remove(#blocks) }
  end
  return {}
end

local function pictures_plain(blocks)
  return blocks:map(function(block)
    return block.t == "Para" and pandoc.Plain(block.content) or block
  end)
end

local function float_from_div(div, kind)
  local content = pandoc.List(div.content)
  local caption = take_caption(content)
  local blocks = numbered_caption(number_float(div.identifier, kind), caption)
  if #content == 1 and content[1].t == "Table" then
    local tbl = content[1]
    tbl.caption = pandoc.Caption(blocks)
    tbl.identifier = div.identifier
    return { tbl, table.unpack(source_link(div)) }
  end
  local figure = pandoc.Figure(pictures_plain(content), { long = blocks }, pandoc.Attr(div.identifier))
  return { figure, table.unpack(source_link(div)) }
end

local function number_figure(figure)
  local kind = kind_of(figure.identifier)
  if kind then
    local text = number_float(figure.identifier, kind)
    figure.caption.long = numbered_caption(text, figure.caption.long)
    return figure, false
  end
end

local function number_table(tbl)
  local kind = kind_of(tbl.identifier)
  if kind then
    local text = number_float(tbl.identifier, kind)
    tbl.caption.long = numbered_caption(text, tbl.caption.long)
    return tbl, false
  end
end

local function number_div(div)
  local kind = kind_of(div.identifier)
  if kind and kind ~= "sec" then
    return float_from_div(div, kind), false
  end
end

-- References ---------------------------------------------------------------------------------------

local function linked(identifier, content)
  if base == "pptx" then return pandoc.Span(content) end
  return pandoc.Link(content, "#" .. identifier, "", pandoc.Attr("", { "cross-reference" }))
end

local function reference(citation)
  local content = reference_texts[citation.id]
  if not content then
    error("@" .. citation.id .. " refers to what this format (" .. base .. ") does not show")
  end
  if citation.mode == "SuppressAuthor" or #citation.prefix > 0 then
    content = { pandoc.Str(numbers[citation.id] or "") }
  end
  local inlines = pandoc.Inlines(citation.prefix)
  if #citation.prefix > 0 then inlines:insert(pandoc.Str(nbsp)) end
  inlines:insert(linked(citation.id, content))
  return inlines
end

local function resolve_cite(cite)
  if not kind_of(cite.citations[1].id) then return nil end
  if not strict and not reference_texts[cite.citations[1].id] then return nil end
  local inlines = pandoc.Inlines {}
  for position, citation in ipairs(cite.citations) do
    if position > 1 then inlines:extend { pandoc.Str(","), pandoc.Space() } end
    inlines:extend(reference(citation))
    inlines:extend(citation.suffix)
  end
  return inlines
end

return {
  { Meta = read_options },
  { Image = describe },
  {
    traverse = "topdown",
    Header = number_header,
    Div = number_div,
    Figure = number_figure,
    Table = number_table,
  },
  { Cite = resolve_cite },
}
