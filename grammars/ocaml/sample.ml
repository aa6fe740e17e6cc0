(** In-memory store. *)
open Printf
open! Shop.Clock
include Comparable
module M = Map.Make (String)

(** How full a shelf is. *)
type level = Low | High of int

type 'a item = {
  name : string;
  mutable size : 'a;
}

type names = string M.t
and key = int

exception Missing of string

external now : unit -> float = "shop_now"

module type STORE = sig
  type t

  val empty : t
  val get : string -> t -> string option
end

let greeting = "Grüße, 世界"
let limit, spare = 10, 20

(** Doubles. *)
let twice x = x * 2

let rec even n = if n = 0 then true else odd (n - 1)
and odd n = if n = 0 then false else even (n - 1)

let normalize = fun text -> String.trim text
let ( <+> ) left right = M.union (fun _ a _ -> Some a) left right

module Memory : STORE = struct
  type t = names

  let empty = M.empty

  let get key store =
    let local = normalize key in
    match M.find_opt local store with
    | Some found -> Some (sprintf "%s!" found)
    | None -> raise (Missing key)

  module Inner = struct
    let depth = 1
  end
end

module Make (S : STORE) = struct
  let size store = S.get "x" store |> Option.map String.length
end

class virtual base (name : string) = object (self)
  val mutable count = 0
  method name = name
  method virtual load : int -> string
  method reset () = count <- 0; self#load count
end

class box name = object
  inherit base name as super
  method load n = super#name ^ string_of_int (twice n)
end

let () =
  let b = new box "größer" in
  print_endline (b#load 3 |> String.uppercase_ascii);
  List.iter (fun x -> printf "%d\n" x) [ 1; 2 ]
