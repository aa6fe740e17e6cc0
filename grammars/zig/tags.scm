; Definitions. Containers are values, so the value tells what a constant is.
(source_file (function_declaration name: (identifier) @name) @definition.function)
(struct_declaration (function_declaration name: (identifier) @name) @definition.method)
(enum_declaration (function_declaration name: (identifier) @name) @definition.method)
(union_declaration (function_declaration name: (identifier) @name) @definition.method)
(opaque_declaration (function_declaration name: (identifier) @name) @definition.method)
(variable_declaration (identifier) @name (struct_declaration) . ";") @definition.struct
(variable_declaration (identifier) @name (opaque_declaration) . ";") @definition.struct
(variable_declaration (identifier) @name (enum_declaration) . ";") @definition.enum
(variable_declaration (identifier) @name (error_set_declaration) . ";") @definition.enum
(variable_declaration (identifier) @name (union_declaration) . ";") @definition.struct
(error_set_declaration (identifier) @name @definition.constant)
((enum_declaration (container_field name: (identifier) @name) @definition.constant) (#not-eq? @name "_"))
(test_declaration [(string (string_content) @name) (identifier) @name]) @definition.function
(struct_declaration (container_field name: (identifier) @name) @definition.field)
(union_declaration (container_field name: (identifier) @name) @definition.field)
; Other constants and variables, by what they do not hold.
((source_file
  (variable_declaration "const" . (identifier) @name (_) @_value . ";") @definition.constant)
  (#not-match? @_value "^(?:(?:extern|packed)?\\s*(?:struct|union|enum|opaque)\\b|error\\s*\\{|@import\\b)"))
(source_file
  (variable_declaration "var" . (identifier) @name) @definition.variable)
((struct_declaration
  (variable_declaration "const" . (identifier) @name (_) @_value . ";") @definition.constant)
  (#not-match? @_value "^(?:(?:extern|packed)?\\s*(?:struct|union|enum|opaque)\\b|error\\s*\\{|@import\\b)"))
(struct_declaration (variable_declaration "var" . (identifier) @name) @definition.variable)

; Imports.
((builtin_function (builtin_identifier) @_import (arguments . (string) @import))
  (#any-of? @_import "@import" "@cInclude" "@embedFile"))
((variable_declaration
  (identifier) @import.name
  . "=" . (builtin_function (builtin_identifier) @_import (arguments . (string) @import)))
  (#eq? @_import "@import"))

; References.
(call_expression function: (identifier) @reference.call)
(call_expression function: (field_expression member: (identifier) @reference.call))
(parameter type: (identifier) @reference.type)
(container_field type: (identifier) @reference.type)
(variable_declaration type: (identifier) @reference.type)
(function_declaration type: (identifier) @reference.type)
(pointer_type (identifier) @reference.type)
(nullable_type (identifier) @reference.type)
(slice_type (identifier) @reference.type)
(error_union_type error: (identifier) @reference.type)
(error_union_type ok: (identifier) @reference.type)
(struct_initializer . (identifier) @reference.type)
