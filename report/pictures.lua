-- Figures of the notebooks as vectors, where they are to be had: pages, slides in a browser and the PDF show
-- build/pictures/<label>.svg (written by `emnist-lab render`) in the place of the PNG, which Word and PowerPoint keep.
-- Pages say how large a picture is before it has come, and load it once a reader gets near.
--
-- Both routes run this first. Quarto gives a picture its label, the route without it a div around it.

local base = FORMAT:gsub("[+-].*", "")
local pixels_per_inch, points_per_inch = 96, 72

local function head_of(file)
  local stream = io.open(file, "rb")
  if not stream then return nil end
  local head = stream:read(2000)
  stream:close()
  return head
end

local function vector_of(label)
  for _, root in ipairs { "", "../" } do
    local file = root .. "build/pictures/" .. label .. ".svg"
    local head = head_of(file)
    if head then return file, head end
  end
end

-- Width and height in any unit: what counts is their ratio, and of vectors the size in inches.
local function svg_size(head)
  local width, height = head:match('width="([%d.]+)pt"'), head:match('height="([%d.]+)pt"')
  if width and height then return tonumber(width), tonumber(height), tonumber(width) / points_per_inch end
end

local function png_size(file)
  local head = head_of(file)
  if not head or head:sub(2, 4) ~= "PNG" then return nil end
  return string.unpack(">I4I4", head, 17)
end

local function sized(image, width, height, inches)
  if not width or not inches then return end
  image.attributes.width = ("%d"):format(math.floor(inches * pixels_per_inch + 0.5))
  image.attributes.height = ("%d"):format(math.floor(inches * pixels_per_inch * height / width + 0.5))
end

local function shown(image, label)
  local file, head = vector_of(label)
  if file then image.src = file end
  if base:match("^html") then
    image.attributes.loading = "lazy"
    if file then
      sized(image, svg_size(head))
    else
      local width, height = png_size(image.src)
      sized(image, width, height, tonumber((image.attributes.width or ""):match("^([%d.]+)in$")))
    end
  end
  return image
end

local function is_figure(identifier) return identifier:match("^fig%-") end

local function of_block(block)
  if not is_figure(block.identifier) then return nil end
  local label = block.identifier
  return block:walk { Image = function(image) return shown(image, label) end }, false
end

local function of_image(image)
  return is_figure(image.identifier) and shown(image, image.identifier) or nil
end

if base:match("^html") or base == "revealjs" or base == "typst" then
  return { { traverse = "topdown", Div = of_block, Figure = of_block, Image = of_image } }
end
return {}
