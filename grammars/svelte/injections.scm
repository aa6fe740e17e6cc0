; Exactly one pattern matches each script: by its lang attribute, else by its type, else it is JavaScript.
; A script of a type that is not listed (a template, a shader) is text.
((script_element (start_tag) @_tag (raw_text) @content.javascript)
  (#not-match? @_tag "[\\s\"'](?:lang|type)\\s*="))
((script_element
  (start_tag
    (attribute
      (attribute_name) @_lang
      [(quoted_attribute_value (attribute_value) @lang) (attribute_value) @lang]))
  (raw_text) @content.javascript)
  (#eq? @_lang "lang"))
((script_element
  (start_tag
    (attribute
      (attribute_name) @_type
      [(quoted_attribute_value (attribute_value) @_value) (attribute_value) @_value])) @_tag
  (raw_text) @content.javascript)
  (#eq? @_type "type")
  (#any-of? @_value "module" "text/javascript" "application/javascript" "text/ecmascript" "text/babel" "text/jsx")
  (#not-match? @_tag "[\\s\"']lang\\s*="))
((script_element
  (start_tag
    (attribute
      (attribute_name) @_type
      [(quoted_attribute_value (attribute_value) @_value) (attribute_value) @_value])) @_tag
  (raw_text) @content.json)
  (#eq? @_type "type")
  (#any-of? @_value "application/json" "application/ld+json" "importmap" "speculationrules")
  (#not-match? @_tag "[\\s\"']lang\\s*="))

; A style is CSS, also when its language is one that the consumer knows nothing about.
((style_element (start_tag) @_tag (raw_text) @content.css)
  (#not-match? @_tag "[\\s\"']lang\\s*="))
((style_element
  (start_tag
    (attribute
      (attribute_name) @_lang
      [(quoted_attribute_value (attribute_value) @lang) (attribute_value) @lang]))
  (raw_text) @content.css)
  (#eq? @_lang "lang"))
