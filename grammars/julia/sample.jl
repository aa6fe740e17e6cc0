"""
In-memory store.
"""
module Stock

using LinearAlgebra
using Statistics: mean, std
import Base: show, length
import Shop.Clock as Uhr
include("helpers.jl")

export Store, insert!

const LIMIT = 10
greeting = "Grüße, 世界"

abstract type Base end
primitive type Byte 8 end

"How full a shelf is."
@enum Level Low High

"""
    Item(name, size)

One item.
"""
struct Item{T<:Real} <: Base
    name::String
    size::T
end

mutable struct Store <: AbstractDict{String,Item}
    items::Dict{String,Item}
    count::Int

    function Store()
        new(Dict{String,Item}(), 0)
    end
end

twice(x) = x * 2
area(w::Int, h::Int)::Int = w * h

"""
    insert!(store, item)
"""
function insert!(store::Store, item::Item{T}; force=false) where {T}
    normalize(text) = strip(text)
    function check(size)
        size > LIMIT && throw(ArgumentError("ungültig: $size"))
    end
    check(item.size)
    store.items[normalize(item.name)] = item
    foreach(k -> println(k), keys(store.items))
    map([1, 2]) do x
        twice.(x)
    end
    return store
end

function Base.show(io::IO, item::Item)
    print(io, item.name, Uhr.now())
end

macro traced(expr)
    return quote
        @info "running" $(esc(expr))
    end
end

module Inner
    depth() = 1
end

@traced insert!(Store(), Item("x", 1.0))

end
