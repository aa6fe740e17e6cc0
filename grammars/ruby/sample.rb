#!/usr/bin/env ruby
# frozen_string_literal: true

require 'json'
require_relative '../shared/clock'
load "tasks.rb"
autoload :Parser, 'stock/parser'

VERSION = '1.0 – größer'
$debug = false

# Everything about stock.
module Shop
  module Stock
    LIMIT = 10

    # Base of every item.
    class Base < ActiveRecord::Base
      include Comparable
      extend Enumerable, Shop::Helpers
      attr_reader :name, :size
      attr_accessor :level

      @@count = 0

      def self.create(*args, **options, &block)
        new(*args, **options).tap(&block)
      end

      class << self
        def reset!
          @@count = 0
        end
      end

      def initialize(name, size: 1)
        super()
        @name = name
        @size = size
      end

      def <=>(other)
        size <=> other.size
      end

      def empty?
        size.zero?
      end

      def label=(text)
        @label = "#{text} 世界 #{helper(text)}"
      end

      private

      def helper(text) = text.to_s.strip

      alias_method :to_s, :name
      define_method(:twice) { size * 2 }
    end

    class Box < Base
      Entry = Struct.new(:key, :value) do
        def pair
          [key, value]
        end
      end

      scope :big, -> { where('size > ?', LIMIT) }

      def load
        items = JSON.parse(File.read('ü.json')).map { |item| Entry.new(item, Clock.now) }
        raise Shop::Missing, 'fehlt' if items.empty?
        items.each do |item|
          puts item.pair.inspect unless defined?(yield)
        end
      rescue Errno::ENOENT => e
        warn(e.message)
      end
    end
  end
end

class Shop::Missing < StandardError; end

def main
  Shop::Stock::Box.create('x', &:load)
end

main if __FILE__ == $PROGRAM_NAME
