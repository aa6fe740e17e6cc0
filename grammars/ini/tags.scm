; Definitions: the sections and their settings.
(section (section_name (text) @name)) @definition.section
(document (setting (setting_name) @name) @definition.property)
(section (setting (setting_name) @name) @definition.property)
