/** In-memory store. */
package com.example.shop

import com.example.shared.Clock
import java.util.concurrent.*
import kotlin.math.max as maximum

const val LIMIT = 10
val greeting: String = "Grüße, 世界"
private var counter by lazy { 0 }

typealias Visitor<K> = (K) -> Unit

/** How full a shelf is. */
enum class Level(val text: String) {
    LOW("niedrig"),
    HIGH("hoch");

    fun label(): String = text
}

annotation class Traced(val name: String = "")

interface Store<K, V> : Iterable<K> {
    val size: Int
    fun get(key: K): V?
    fun isEmpty(): Boolean = size == 0
}

sealed class Result<out T> {
    data class Ok<T>(val value: T) : Result<T>()
    object Missing : Result<Nothing>()
}

@Traced("store")
open class MemoryStore<K : Any, V>(
    private val clock: Clock,
    limit: Int = LIMIT,
) : AbstractStore<K>(clock), Store<K, V>, java.io.Closeable by delegate {
    private val items = mutableMapOf<K, V>()
    override val size: Int
        get() = items.size
    lateinit var owner: String

    init {
        require(limit > 0) { "ungültig" }
    }

    constructor(name: String) : this(Clock.system()) {
        owner = name
    }

    override fun get(key: K): V? = items[key]

    @Synchronized
    suspend fun <R> load(source: List<R>, visit: Visitor<R>): Result<Int> {
        fun twice(x: Int) = x * 2
        val local = object : Runnable {
            override fun run() = println("läuft")
        }
        source.filter { it is Clock }.forEach { item ->
            visit(item)
            local.run()
        }
        val names: Array<String>? = source.map(Any::toString).toTypedArray()
        return when (val n = names?.size) {
            null -> Result.Missing
            else -> Result.Ok(twice(maximum(n, counter)))
        }
    }

    companion object Factory {
        @JvmStatic
        fun create() = MemoryStore<String, Int>("x")
    }
}

infix fun String.shout(times: Int): String = uppercase().repeat(times)

val String.initial: Char
    get() = first()

fun main(args: Array<String>) {
    MemoryStore.create() as Store<*, *>
}
