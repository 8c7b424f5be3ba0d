-- For Quarto alone: hand cross-referenced figures and tables to pandoc's own writers.
--
-- pptx: Quarto drops a float that is not a single picture, so every table.
-- docx: Quarto puts every float into a table of one cell, which crops wide pictures and loses alignments.
--
-- Runs once floats have their numbers and before Quarto renders them.

local base = FORMAT:gsub("[+-].*", "")
local names = { Figure = "Figure", Table = "Table" }

local function numbered(float)
  local text = ("%s\u{a0}%d"):format(names[float.type], float.order.order)
  local caption = pandoc.Inlines(float.caption_long and float.caption_long.content or {})
  if #caption > 0 then
    caption:insert(1, pandoc.Space())
    text = text .. ":"
  end
  caption:insert(1, pandoc.Str(text))
  return pandoc.Blocks { pandoc.Plain(caption) }
end

local function parts(float)
  local found = { tables = pandoc.List(), images = pandoc.List() }
  local content = pandoc.Blocks(float.content)
  content:walk {
    Table = function(tbl) found.tables:insert(tbl) end,
    Image = function(image) found.images:insert(image) end,
  }
  return found
end

local function described(image)
  local alt = image.attributes["fig-alt"] or image.attributes.alt or pandoc.utils.stringify(image.caption)
  image.attributes["fig-alt"], image.attributes.alt = nil, nil
  image.caption = pandoc.Inlines { pandoc.Str(alt) }
  return image
end

local function for_pandoc(float)
  if not names[float.type] or not float.order then return nil end
  local found = parts(float)
  if #found.tables == 1 then
    local tbl = found.tables[1]
    tbl.caption = { long = numbered(float) }
    tbl.identifier = float.identifier
    return tbl
  elseif #found.images > 0 then
    local pictures = pandoc.Blocks(found.images:map(function(image)
      return pandoc.Plain { described(image) }
    end))
    return pandoc.Figure(pictures, { long = numbered(float) }, pandoc.Attr(float.identifier))
  end
end

if base == "docx" or base == "pptx" then
  return { { FloatRefTarget = for_pandoc } }
end
return {}
