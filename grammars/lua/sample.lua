-- In-memory store.
local json = require("cjson")
local clock = require 'shop.clock'
local insert = table.insert

LIMIT = 10
local VERSION, SPARE = "1.0 – größer 世界", nil

--- Base of every item.
local Base = {}
Base.__index = Base

function Base.new(name)
  local self = setmetatable({}, Base)
  self.name = name
  self.onClose = function()
    print("zu")
  end
  return self
end

function Base:label()
  return string.format("%s (%d)", self.name, self:size())
end

local Box = setmetatable({}, { __index = Base })

Box.size = function(self)
  return #self.items
end

function Box.inner.deep(x)
  return x
end

local function twice(x)
  return x * 2
end

function walk(items, visit)
  local function step(i)
    if i > LIMIT then
      return
    end
    visit(items[i])
    step(i + 1)
  end
  step(1)
  for key, value in pairs(items) do
    insert(items, twice(key))
  end
  while #items > 3 do
    table.remove(items)
  end
end

local handlers = {
  open = function(name)
    return Base.new(name):label()
  end,
  close = 1,
}

local visit = function(item)
  print(json.encode(item), clock.now())
end

dofile("tasks.lua")
walk({ 1, 2 }, visit)

return { Base = Base, Box = Box, handlers = handlers }
