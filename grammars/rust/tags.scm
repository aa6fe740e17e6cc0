; Definitions. Functions name their parent, to tell methods from functions.
(source_file (function_item name: (identifier) @name) @definition.function)
(block (function_item name: (identifier) @name) @definition.function)
(mod_item body: (declaration_list (function_item name: (identifier) @name) @definition.function))
(foreign_mod_item
  body: (declaration_list (function_signature_item name: (identifier) @name) @definition.function))
(impl_item
  body: (declaration_list (function_item name: (identifier) @name) @definition.method))
(trait_item
  body: (declaration_list
    [
      (function_item name: (identifier) @name)
      (function_signature_item name: (identifier) @name)
    ] @definition.method))
(struct_item name: (type_identifier) @name) @definition.struct
(union_item name: (type_identifier) @name) @definition.struct
(enum_item name: (type_identifier) @name) @definition.enum
(trait_item name: (type_identifier) @name) @definition.trait
(type_item name: (type_identifier) @name) @definition.type
(associated_type name: (type_identifier) @name) @definition.type
(mod_item name: (identifier) @name) @definition.module
(macro_definition name: (identifier) @name) @definition.macro
(impl_item
  type: [
    (type_identifier) @name
    (primitive_type) @name
    (_ (type_identifier) @name)
    (generic_type type: (scoped_type_identifier name: (type_identifier) @name))
    (reference_type type: (generic_type type: (type_identifier) @name))
  ]) @definition.namespace
(enum_variant name: (identifier) @name) @definition.constant
(field_declaration name: (field_identifier) @name) @definition.field
(static_item name: (identifier) @name) @definition.variable
(const_item name: (identifier) @name) @definition.constant
; What `lazy_static!` and `bitflags!` define, whose words the grammar does not order.
((token_tree "static" . (identifier) @_ref . (identifier) @name @definition.variable) (#eq? @_ref "ref"))
((macro_invocation
  macro: (identifier) @_bitflags
  (token_tree "struct" . (identifier) @name . ":" . (_) . (token_tree) @definition.struct))
  (#eq? @_bitflags "bitflags"))
((macro_invocation
  macro: (identifier) @_bitflags
  (token_tree (token_tree "const" . (identifier) @name @definition.constant)))
  (#eq? @_bitflags "bitflags"))

; Imports.
(use_declaration argument: (_) @import.tree)
(mod_item name: (identifier) @import !body)
(extern_crate_declaration name: (identifier) @import)

; Inheritance.
(impl_item
  trait: [
    (type_identifier) @inherit
    (_ (type_identifier) @inherit)
    (generic_type type: (scoped_type_identifier name: (type_identifier) @inherit))
  ]
  type: [
    (type_identifier) @inherit.of
    (primitive_type) @inherit.of
    (_ (type_identifier) @inherit.of)
    (generic_type type: (scoped_type_identifier name: (type_identifier) @inherit.of))
  ])
(trait_item
  name: (type_identifier) @inherit.of
  bounds: (trait_bounds
    [
      (type_identifier) @inherit
      (scoped_type_identifier name: (type_identifier) @inherit)
      (generic_type type: (type_identifier) @inherit)
    ]))

; References.
(call_expression function: (identifier) @reference.call)
(call_expression function: (scoped_identifier path: (_) @receiver name: (identifier) @reference.call))
(call_expression function: (field_expression value: (_) @receiver field: (field_identifier) @reference.call))
(generic_function function: (identifier) @reference.call)
(generic_function function: (scoped_identifier path: (_) @receiver name: (identifier) @reference.call))
(generic_function function: (field_expression value: (_) @receiver field: (field_identifier) @reference.call))
(macro_invocation
  macro: [(identifier) @reference.call (scoped_identifier path: (_) @receiver name: (identifier) @reference.call)])
(token_tree (identifier) @reference.call . (token_tree . "("))
(token_tree (identifier) @receiver . "::" . (identifier) @reference.call . (token_tree . "("))
(attribute_item
  (attribute [(identifier) @reference.call (scoped_identifier name: (identifier) @reference.call)]))
(type_identifier) @reference.type
(scoped_identifier path: (identifier) @reference.type)
(scoped_type_identifier path: (_) @receiver name: (type_identifier) @reference.type)
((scoped_identifier path: (scoped_identifier path: (_) @receiver name: (identifier) @reference.type))
  (#match? @reference.type "^[A-Z]"))

; Values: a name that is handed on is used.
(arguments [(identifier) @reference.name (scoped_identifier path: (_) @receiver name: (identifier) @reference.name)])
(let_declaration value: (identifier) @reference.name)
(field_initializer value: (identifier) @reference.name)

; Locals, and what the tree says of the type of a name. Outside of functions they are no locals.
(parameter pattern: (identifier) @local type: (_) @type)
(let_declaration pattern: [(identifier) @local (tuple_pattern (identifier) @local)])
(let_declaration pattern: (identifier) @local type: (_) @type)
(let_declaration pattern: (identifier) @local value: (struct_expression name: (_) @type))
((let_declaration
  pattern: (identifier) @local
  value: (call_expression function: (scoped_identifier path: (_) @type name: (identifier) @_new)))
  (#any-of? @_new "new" "default" "from" "with_capacity"))
(closure_parameters [(identifier) @local (parameter pattern: (identifier) @local)])
(for_expression pattern: (identifier) @local)
(tuple_pattern (identifier) @local)
(slice_pattern (identifier) @local)
(reference_pattern (identifier) @local)
((tuple_struct_pattern type: (_) (identifier) @local) (#match? @local "^[a-z_]"))
((match_pattern . (identifier) @local) (#match? @local "^[a-z_]"))
(captured_pattern . (identifier) @local)
(mut_pattern (identifier) @local)
(ref_pattern (identifier) @local)
(field_pattern name: (shorthand_field_identifier) @local)
(field_pattern pattern: (identifier) @local)
(field_declaration name: (field_identifier) @field type: (_) @type)
[(function_item) (closure_expression)] @scope
