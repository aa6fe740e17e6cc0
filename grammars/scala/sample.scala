package com.example.shop

import com.example.shared.Clock
import scala.collection.mutable
import scala.util.{Failure, Success as Ok, Try}
import java.io.*

/** In-memory store. */
package object defaults {
  val limit = 10
}

type Names = Map[Int, String]

val greeting: String = "Grüße, 世界"

def topLevel(x: Int): Int = x * 2

sealed trait Level extends Ordered[Level] with Serializable {
  val text: String
  def label: String
  def compare(that: Level): Int = text.compareTo(that.text)
}

case object Low extends Level {
  val text = "niedrig"
  def label = text
}

enum Color(val rgb: Int):
  case Red extends Color(0xff0000)
  case Green, Blue

/** Keeps items. */
@deprecated("alt", "1.0")
abstract class Base[K](clock: Clock)

case class Item(name: String, var size: Int = 1)

class MemoryStore[K, V](private val clock: Clock, limit: Int)
    extends Base[K](clock)
    with Store[K, V] {

  private val items = mutable.Map.empty[K, V]
  private var count, spare = 0
  type Entry = (K, V)

  def this(clock: Clock) = this(clock, 10)

  override def get(key: K): Option[V] = items.get(key)

  @throws[IOException]
  def load[R](source: Seq[R])(implicit ord: Ordering[R]): Try[Int] = {
    def twice(x: Int): Int = x + topLevel(x)
    val local = source.map(_.toString).filter(s => s.nonEmpty)
    source match {
      case head :: _ if ord.lt(head, head) => Failure(new IllegalStateException("ungültig"))
      case _ => Ok(twice(local.size))
    }
  }
}

object MemoryStore {
  val Empty: Int = 0
  def apply[K, V](): MemoryStore[K, V] = new MemoryStore[K, V](Clock.system, 1)

  object Factory extends (Int => Item) {
    def apply(n: Int): Item = Item(s"artikel $n")
  }
}

given intOrdering: Ordering[Item] with
  def compare(a: Item, b: Item): Int = a.size - b.size

extension (text: String)
  def shout(times: Int): String = text.toUpperCase * times

@main def run(args: String*): Unit =
  println(MemoryStore[String, Int]().get("x"))
