; Everything is a call, so the patterns tell definitions apart by the name of what is called.
((call
  target: (identifier) @_module
  (arguments . (alias) @name)
  (do_block . (_ operand: (_ (_ . [(string) (sigil)] @doc)))?)) @definition.module
  (#any-of? @_module "defmodule" "defprotocol"))
((call target: (identifier) @_impl (arguments . (alias) @name)) @definition.namespace
  (#eq? @_impl "defimpl"))
((call
  target: (identifier) @_def
  (arguments
    .
    [
      (identifier) @name
      (call target: (identifier) @name)
      (binary_operator left: (call target: (identifier) @name) operator: "when")
      (binary_operator left: (identifier) @name operator: "when")
      (binary_operator left: (_) operator: ["+" "-" "*" "/" "++" "--" "<>" "==" "!=" "<" ">" "<=" ">=" "|>" "&&&" "|||" "<<<" ">>>" "=~" ".." "~>" "<~" "<~>" "~>>" "<<~" "and" "or" "in"] @name right: (_))
    ])) @definition.function
  (#any-of? @_def "def" "defp" "defdelegate" "defn" "defnp"))
((call
  target: (identifier) @_macro
  (arguments
    .
    [
      (identifier) @name
      (call target: (identifier) @name)
      (binary_operator left: (call target: (identifier) @name) operator: "when")
    ])) @definition.macro
  (#any-of? @_macro "defmacro" "defmacrop" "defguard" "defguardp"))
((unary_operator
  operator: "@"
  operand: (call
    target: (identifier) @_type
    (arguments
      . (binary_operator left: [(identifier) @name (call target: (identifier) @name)] operator: "::")))) @definition.type
  (#any-of? @_type "type" "typep" "opaque"))
((unary_operator
  operator: "@"
  operand: (call
    target: (identifier) @_callback
    (arguments . (binary_operator left: (call target: (identifier) @name) operator: "::")))) @definition.method
  (#any-of? @_callback "callback" "macrocallback"))
((unary_operator operator: "@" operand: (call target: (identifier) @name (arguments))) @definition.constant
  (#not-any-of? @name
    "after_compile" "before_compile" "behaviour" "callback" "compile" "deprecated" "derive" "dialyzer" "doc"
    "enforce_keys" "external_resource" "fallback_to_any" "impl" "macrocallback" "moduledoc" "on_definition" "on_load" "opaque"
    "optional_callbacks" "spec" "tag" "type" "typedoc" "typep"))
((call
  target: (identifier) @_struct
  (arguments
    [
      (list [(atom) @name @definition.field (keywords (pair key: (keyword) @name) @definition.field)])
      (keywords (pair key: (keyword) @name) @definition.field)
    ]))
  (#any-of? @_struct "defstruct" "defexception"))
((call target: (identifier) @_test (arguments . (string (quoted_content) @name)) (do_block)) @definition.section
  (#any-of? @_test "describe"))
((call target: (identifier) @_test (arguments . (string (quoted_content) @name)) (do_block)) @definition.function
  (#any-of? @_test "test" "property"))

; Imports.
((call target: (identifier) @_import (arguments . (alias) @import))
  (#any-of? @_import "alias" "import" "require" "use"))
((call
  target: (identifier) @_alias
  (arguments . (alias) @import (keywords (pair key: (keyword) @_as value: (alias) @import.as))))
  (#eq? @_alias "alias")
  (#match? @_as "^as:"))
((call
  target: (identifier) @_import
  (arguments . (dot left: (alias) @import right: (tuple (alias) @import.name))))
  (#any-of? @_import "alias" "import" "require" "use"))

; Inheritance: behaviours and protocols.
((call
  (arguments . (alias) @inherit.of)
  (do_block (unary_operator operand: (_ target: (identifier) @_behaviour (_ . (alias) @inherit)))))
  (#eq? @_behaviour "behaviour"))
((call
  target: (identifier) @_impl
  (arguments . (alias) @inherit . (keywords (pair value: (alias) @inherit.of))))
  (#eq? @_impl "defimpl"))

; References.
((call target: (identifier) @reference.call)
  (#not-any-of? @reference.call
    "alias" "case" "cond" "def" "defdelegate" "defexception" "defguard" "defguardp" "defimpl" "defmacro"
    "defmacrop" "defmodule" "defp" "defprotocol" "defstruct" "for" "if" "import" "quote" "receive" "require"
    "spec" "try" "type" "unless" "unquote" "use" "with" "doc" "moduledoc" "impl" "behaviour" "callback"))
(call target: (dot left: (_) @receiver right: (identifier) @reference.call))
(unary_operator operator: "&" operand: (binary_operator left: (identifier) @reference.name operator: "/"))
(binary_operator operator: "|>" right: (identifier) @reference.call)
(alias) @reference.type
