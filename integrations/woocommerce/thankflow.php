<?php
/**
 * Plugin Name: thankflow for WooCommerce
 * Description: Shows customers the thanks for their order: on the thank-you page, in order mails and in their account.
 * Version: 0.1.0
 * Requires at least: 6.2
 * Requires PHP: 7.4
 * Requires Plugins: woocommerce
 * WC requires at least: 8.0
 * License: MIT
 */

namespace Thankflow;

use Automattic\WooCommerce\Utilities\FeaturesUtil;
use WC_Order;

defined( 'ABSPATH' ) || exit;

const WORDS = array(
	'en' => array(
		'link'    => 'Your thank-you page',
		'about'   => 'The API address and the shop ID are parts of your webhook URL, https://API/webhooks/SHOP. Whoever runs thankflow gives you the link key.',
		'api'     => 'API address',
		'shop'    => 'Shop ID',
		'key'     => 'Link key',
		'keyHint' => 'The saved key is never shown. Leave this empty to keep it.',
		'notice'  => 'thankflow shows your customers nothing yet. Please correct these settings:',
		'badApi'  => 'API address: starts with https:// and has no path, such as https://api.example.com.',
		'badShop' => 'Shop ID: the ID in your webhook URL, such as my-shop.',
		'badKey'  => 'Link key: 64 characters, 0-9 and a-f.',
	),
	'de' => array(
		'link'    => 'Ihre Dankeschön-Seite',
		'about'   => 'API-Adresse und Shop-ID stehen in Ihrer Webhook-URL, https://API/webhooks/SHOP. Den Link-Schlüssel bekommen Sie von denen, die thankflow betreiben.',
		'api'     => 'API-Adresse',
		'shop'    => 'Shop-ID',
		'key'     => 'Link-Schlüssel',
		'keyHint' => 'Der gespeicherte Schlüssel wird nie angezeigt. Leer lassen, um ihn zu behalten.',
		'notice'  => 'thankflow zeigt Ihren Kunden noch nichts. Bitte korrigieren Sie diese Einstellungen:',
		'badApi'  => 'API-Adresse: beginnt mit https:// und hat keinen Pfad, zum Beispiel https://api.example.com.',
		'badShop' => 'Shop-ID: die ID in Ihrer Webhook-URL, zum Beispiel my-shop.',
		'badKey'  => 'Link-Schlüssel: 64 Zeichen, 0-9 und a-f.',
	),
);

function say( string $name ): string {
	return WORDS[ 0 === strpos( determine_locale(), 'de' ) ? 'de' : 'en' ][ $name ];
}

/** A setting as text. The key and the ID are often pasted with a space, the address with a slash at the end. */
function setting( string $name ): string {
	$value = get_option( "thankflow_$name", '' );
	return is_string( $value ) ? rtrim( trim( $value ), '/' ) : '';
}

/** The names of the words that describe what is wrong with the settings. */
function problems(): array {
	$valid = array(
		'badApi'  => preg_match( '~^https://[a-z0-9.-]+(:\d{1,5})?$~Di', setting( 'api' ) ),
		'badShop' => preg_match( '/^[a-z0-9][a-z0-9-]{0,38}[a-z0-9]$/D', setting( 'shop' ) ),
		'badKey'  => preg_match( '/^[0-9a-f]{64}$/D', setting( 'link_key' ) ),
	);
	return array_keys( $valid, 0, true );
}

/** The order's link. Null if there is nothing to show: no such order, one that isn't paid, or bad settings. */
function link_of( $order ): ?string {
	if ( ! $order instanceof WC_Order || ! $order->is_paid() || problems() ) {
		return null;
	}
	$shop = setting( 'shop' );
	$id   = (string) $order->get_id();
	$mac  = substr( hash_hmac( 'sha256', "t1.$shop.$id", setting( 'link_key' ) ), 0, 32 );
	return setting( 'api' ) . "/t/$shop?" . http_build_query( array( 'o' => $id, 'k' => $mac ), '', '&' );
}

/** The thank-you page and the order's page in the account. */
function show_on_page( $order_id ): void {
	$link = link_of( wc_get_order( $order_id ) );
	if ( null === $link ) {
		return;
	}
	// Older WordPress can't load modules: customers see the link inside the element.
	if ( function_exists( 'wp_enqueue_script_module' ) ) {
		wp_enqueue_script_module( 'thankflow-thanks', setting( 'api' ) . '/thankflow-thanks.js', array(), null );
	}
	printf(
		'<thankflow-thanks href="%1$s"><p><a href="%1$s">%2$s</a></p></thankflow-thanks>',
		esc_url( $link ),
		esc_html( say( 'link' ) )
	);
}
add_action( 'woocommerce_thankyou', __NAMESPACE__ . '\show_on_page' );
add_action( 'woocommerce_view_order', __NAMESPACE__ . '\show_on_page' );

function show_in_mail( $order, $sent_to_admin = false, $plain_text = false ): void {
	$link = $sent_to_admin ? null : link_of( $order );
	if ( null === $link ) {
		return;
	}
	if ( $plain_text ) {
		// Not HTML: an escaped & would break the link.
		echo "\n" . say( 'link' ) . ":\n" . esc_url_raw( $link ) . "\n";
		return;
	}
	printf( '<p><a href="%s">%s</a></p>', esc_url( $link ), esc_html( say( 'link' ) ) );
}
add_action( 'woocommerce_email_after_order_table', __NAMESPACE__ . '\show_in_mail', 10, 3 );

function sections( array $sections ): array {
	return $sections + array( 'thankflow' => 'thankflow' );
}
add_filter( 'woocommerce_get_sections_advanced', __NAMESPACE__ . '\sections' );

function fields( array $fields, $section = '' ): array {
	if ( 'thankflow' !== $section ) {
		return $fields;
	}
	return array(
		array( 'type' => 'title', 'id' => 'thankflow', 'title' => 'thankflow', 'desc' => esc_html( say( 'about' ) ) ),
		array( 'type' => 'url', 'id' => 'thankflow_api', 'title' => say( 'api' ), 'placeholder' => 'https://api.example.com' ),
		array( 'type' => 'text', 'id' => 'thankflow_shop', 'title' => say( 'shop' ), 'placeholder' => 'my-shop' ),
		// With a value of its own, WooCommerce doesn't print the saved key into the page.
		array( 'type' => 'password', 'id' => 'thankflow_link_key', 'title' => say( 'key' ), 'value' => '', 'desc' => esc_html( say( 'keyHint' ) ) ),
		array( 'type' => 'sectionend', 'id' => 'thankflow' ),
	);
}
add_filter( 'woocommerce_get_settings_advanced', __NAMESPACE__ . '\fields', 10, 2 );

/** WooCommerce doesn't save null. */
function keep_key_if_empty( $value ) {
	return '' === trim( (string) $value ) ? null : $value;
}
add_filter( 'woocommerce_admin_settings_sanitize_option_thankflow_link_key', __NAMESPACE__ . '\keep_key_if_empty' );

function admin_notice(): void {
	$problems = current_user_can( 'manage_woocommerce' ) ? problems() : array();
	if ( ! $problems ) {
		return;
	}
	printf(
		'<div class="notice notice-warning"><p><a href="%s">%s</a></p><ul><li>%s</li></ul></div>',
		esc_url( admin_url( 'admin.php?page=wc-settings&tab=advanced&section=thankflow' ) ),
		esc_html( say( 'notice' ) ),
		implode( '</li><li>', array_map( 'esc_html', array_map( __NAMESPACE__ . '\say', $problems ) ) )
	);
}
add_action( 'admin_notices', __NAMESPACE__ . '\admin_notice' );

// WooCommerce warns of plugins that don't say so.
add_action(
	'before_woocommerce_init',
	static function (): void {
		if ( class_exists( FeaturesUtil::class ) ) {
			FeaturesUtil::declare_compatibility( 'custom_order_tables', __FILE__, true );
		}
	}
);
