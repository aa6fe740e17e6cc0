; Definitions. Each equation of a function is its own node, and all of them are one; the signature is not counted as a definition.
(haskell
  declarations: (declarations
    [
      (function name: [(variable) @name (prefix_id (operator) @name)])
      (function (infix operator: [(operator) @name (infix_id (variable) @name)]))
      (function parens: (_ (infix operator: [(operator) @name (infix_id (variable) @name)])))
    ] @definition.function @clause))
(haskell declarations: (declarations (bind name: (variable) @name) @definition.function))
(class_declarations
  (signature
    [
      name: [(variable) @name (prefix_id (operator) @name)]
      names: (binding_list [(variable) @name (prefix_id (operator) @name)])
    ]) @definition.method)
(local_binds (function name: (variable) @name) @definition.function @clause)
(haskell declarations: (declarations (bind pattern: (_ (variable) @name)) @definition.function))
(pattern_synonym (equation synonym: [(constructor) @name (_ (constructor) @name) (_ (_ (constructor) @name)) (_ (_ (_ (constructor) @name)))])) @definition.constructor
(data_type (infix operator: (constructor_operator) @name)) @definition.type
(instance_declarations
  [
    (function name: [(variable) @name (prefix_id (operator) @name)])
    (function (infix operator: (operator) @name))
    (bind name: (variable) @name)
  ] @definition.method @clause)
(type_synomym name: (name) @name) @definition.type
(newtype name: (name) @name) @definition.type
(data_type name: (name) @name) @definition.type
(data_family name: (name) @name) @definition.type
(type_family name: (name) @name) @definition.type
(class name: (name) @name) @definition.class
(instance name: (name) @name) @definition.namespace
(header module: (module) @name) @definition.module
(data_constructor constructor: (prefix name: (constructor) @name)) @definition.constructor
(data_constructor constructor: (record name: (constructor) @name)) @definition.constructor
(data_constructor constructor: (infix operator: [(constructor_operator) @name (infix_id (constructor) @name)])) @definition.constructor
(newtype_constructor name: (constructor) @name) @definition.constructor
(gadt_constructor name: (constructor) @name) @definition.constructor
(field name: (field_name (variable) @name)) @definition.field
(foreign_import signature: (signature name: (variable) @name)) @definition.function

; Imports.
(import module: (module) @import !names)
(import module: (module) @import names: (import_list))
(import module: (module) @import names: (import_list name: (import_name [(variable) (name)] @import.name)))

; Inheritance: the type that an instance is for.
(instance
  name: (name) @inherit
  patterns: (type_patterns
    . [(name) @inherit.of (parens (apply constructor: (name) @inherit.of)) (apply constructor: (name) @inherit.of)]))
(class
  context: (context (apply constructor: (name) @inherit))
  name: (name) @inherit.of)
(deriving classes: (tuple (name) @reference.type))

; References.
(apply function: (variable) @reference.call)
(apply function: (qualified id: (variable) @reference.call))
(apply function: (constructor) @reference.call)
(infix left_operand: (variable) @reference.call operator: (operator) @_dollar (#eq? @_dollar "$"))
(infix operator: (infix_id (variable) @reference.call))
(name) @reference.type
